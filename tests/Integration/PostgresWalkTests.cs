using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>The walk over the databases of a real server, and what is in its way.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresWalkTests(int major)
{
    const string Walk = "postgres.databases";

    static readonly PostgresConfig All = new() { Enable = ["bloat", "functions"] };

    [Test]
    public async Task Every_query_runs_on_this_server_and_sees_what_is_there()
    {
        await using var server = await PostgresServer.StartAsync(major, new() { Settings = new Dictionary<string, string> { ["track_functions"] = "all" } });
        await CreateShopAsync(server);
        await using var polls = new PostgresPolls(server, config: All);
        var poll = await polls.PollUntilAsync(poll => poll.Has("pg_stat_user_functions_calls_total") && poll[Invalid] == 1, Walk);

        Assert.That(poll.Missing, Is.Empty);
        Assert.That(poll.Duplicates, Is.Zero);
        Assert.That(poll["pg_indexes_unused{datname=\"shop\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_index_unused_bytes{datname=\"shop\",schemaname=\"public\",relname=\"orders\",indexrelname=\"orders_note\"}"], Is.EqualTo(poll["pg_indexes_unused_bytes{datname=\"shop\"}"]).And.Positive);
        Assert.That(poll["pg_sequence_used_ratio{datname=\"shop\",schemaname=\"public\",sequencename=\"small_id_seq\"}"], Is.EqualTo(30000.0 / 32767).Within(0.001));
        Assert.That(poll["pg_sequence_last_value{datname=\"shop\",schemaname=\"public\",sequencename=\"small_id_seq\"}"], Is.EqualTo(30000));
        Assert.That(poll["pg_sequence_used_ratio{datname=\"shop\",schemaname=\"public\",sequencename=\"wide\"}"], Is.EqualTo(0.5).Within(0.001), "as its column is an int");
        Assert.That(poll.Lines("pg_sequence_used_ratio").Where(line => line.Contains("orders_id_seq", StringComparison.Ordinal)), Is.Empty, "a bigint does not end");
        Assert.That(poll["pg_stat_user_functions_calls_total{datname=\"shop\",schemaname=\"public\",funcname=\"twice\"}"], Is.EqualTo(2), "both of that name");
        Assert.That(poll["pg_table_bloat_estimated_bytes{datname=\"shop\",schemaname=\"public\",relname=\"orders\"}"], Is.InRange(500_000, 1_500_000));
        Assert.That(poll["pg_index_bloat_estimated_bytes{datname=\"shop\",schemaname=\"public\",relname=\"orders\",indexrelname=\"orders_pkey\"}"], Is.InRange(80_000, 250_000));
        Assert.That(poll.Lines("pg_table_oldest_xid_age{datname=\"shop\"").Count(), Is.EqualTo(5));
        foreach (var database in new[] { "shop", "postgres", "template0" })
            Assert.That(poll[$"pg_database_size_bytes{{datname=\"{database}\"}}"], Is.EqualTo(await server.ScalarAsync<long>($"select pg_database_size('{database}')")).Within(300_000), database);
        foreach (var (family, column) in new[] { ("stat_user_indexes_idx_scan", "idx_scan"), ("stat_user_indexes_idx_tup_read", "idx_tup_read"), ("stat_user_indexes_idx_tup_fetch", "idx_tup_fetch") })
        {
            var expected = await server.ScalarAsync<double>($"select {column}::float8 from pg_stat_user_indexes where indexrelname = 'orders_pkey'", "shop");
            Assert.That(poll[$"pg_{family}{{datname=\"shop\",schemaname=\"public\",relname=\"orders\",indexrelname=\"orders_pkey\"}}"], Is.EqualTo(expected), column);
        }
    }

    [Test]
    public async Task A_monitor_sees_all_but_what_only_readers_may()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await CreateShopAsync(server);
        await server.ExecuteAsync("create role watcher login in role pg_monitor");
        await server.ExecuteAsync("create database closed");
        await server.ExecuteAsync("revoke connect on database closed from public");
        await using var polls = new PostgresPolls(server, "watcher", All);
        var poll = await polls.PollAsync(Walk);

        Assert.That(poll.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EquivalentTo(new[] { ("sequences", Reason.PermissionDenied), ("bloat", Reason.PermissionDenied) }));
        Assert.That(poll["pg_sequences_unreadable{datname=\"shop\"}"], Is.EqualTo(2));
        Assert.That(poll["pg_stat_user_tables_n_tup_ins{datname=\"shop\",schemaname=\"public\",relname=\"orders\"}"], Is.EqualTo(10_000));
        Assert.That(poll["pg_database_size_bytes{datname=\"closed\"}"], Is.GreaterThan(1_000_000));
        Assert.That(poll.Lines("pg_table_oldest_xid_age{datname=\"closed\""), Is.Empty);
    }

    [Test]
    public async Task A_table_under_a_migration_holds_nothing_up()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await CreateShopAsync(server);
        await using var polls = new PostgresPolls(server);
        await using var migration = await server.ConnectAsync(database: "shop");
        await using var transaction = await migration.BeginTransactionAsync();
        await using (var alter = new NpgsqlCommand("alter table orders add column more int", migration, transaction))
            await alter.ExecuteNonQueryAsync();

        var poll = await polls.PollAsync(Walk);
        Assert.That(poll.Missing, Is.Empty);
        Assert.That(poll.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(poll["pg_stat_user_tables_table_size_bytes{datname=\"shop\",schemaname=\"public\",relname=\"orders\"}"], Is.GreaterThan(1_000_000), "as of the last VACUUM");
        Assert.That(await server.ScalarAsync<long>("select count(*) from pg_locks where not granted"), Is.Zero);
    }

    [Test]
    public async Task Databases_come_and_go_between_walks()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await CreateShopAsync(server);
        await using var polls = new PostgresPolls(server, config: new() { Databases = new() { Exclude = "^left" } });
        Assert.That((await polls.PollAsync(Walk)).Lines("pg_stat_user_tables_seq_scan{datname=\"shop\"").Count(), Is.EqualTo(2));

        await server.ExecuteAsync("drop database shop");
        await server.ExecuteAsync("create database left_out");
        await server.ExecuteAsync("create database store");
        await server.ExecuteAsync("create table goods (id int)", "store");
        var poll = await polls.PollAsync(Walk);
        Assert.That(poll.Missing, Is.Empty);
        Assert.That(poll.Text, Does.Contain("relname=\"goods\"").And.Not.Contain("datname=\"shop\"").And.Not.Contain("pg_table_oldest_xid_age{datname=\"left_out\""));
    }

    [Test]
    public async Task A_database_that_takes_no_connection_costs_its_own_series()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await CreateShopAsync(server);
        await server.ExecuteAsync("create database busy");
        await server.ExecuteAsync("create role watcher login in role pg_monitor; alter database busy connection limit 0");
        await using var polls = new PostgresPolls(server, "watcher");
        var poll = await polls.PollAsync(Walk);

        var connect = poll.Missing.Single(entry => entry.Part == "connect");
        Assert.That((connect.Reason, connect.Detail), Is.EqualTo((Reason.TooManyConnections, connect.Detail)));
        Assert.That(connect.Detail, Does.StartWith("busy: "));
        Assert.That(poll.Has("pg_stat_user_tables_seq_scan"), Is.True);
    }

    [Test]
    public async Task Names_of_any_kind_are_visited_and_shown()
    {
        await using var server = await PostgresServer.StartAsync(major);
        var (odd, wide) = ("a\"b\\c\nd'e", new string('ü', 31) + "x");
        await server.ExecuteAsync($"create database {Quote(odd)}");
        await server.ExecuteAsync($"create database {Quote(wide)}");
        await server.ExecuteAsync("create database raw encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'");
        await server.ExecuteAsync($"create schema {Quote(odd)}; create table {Quote(odd)}.{Quote(wide)} (id int primary key)", odd);
        await server.ExecuteAsync($"create table {Quote(wide)} (id int primary key)", wide);
        await server.ExecuteAsync("do $$ begin execute format('create table %I (id int)', convert_from('\\x626164ff6e616d65', 'SQL_ASCII')); end $$", "raw");
        await using var polls = new PostgresPolls(server);
        var poll = await polls.PollAsync(Walk);

        Assert.That(poll.Missing, Is.Empty);
        Assert.That(poll[$"pg_stat_user_tables_seq_scan{{datname=\"a\\\"b\\\\c\\nd'e\",schemaname=\"a\\\"b\\\\c\\nd'e\",relname=\"{wide}\"}}"], Is.Not.NaN);
        Assert.That(poll[$"pg_stat_user_tables_seq_scan{{datname=\"{wide}\",schemaname=\"public\",relname=\"{wide}\"}}"], Is.Not.NaN);
        Assert.That(poll["pg_stat_user_tables_seq_scan{datname=\"raw\",schemaname=\"public\",relname=\"bad\uFFFDname\"}"], Is.Not.NaN);
    }

    [Test]
    public async Task What_is_in_a_reading_stays_when_the_server_restarts()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await CreateShopAsync(server);
        await using var polls = new PostgresPolls(server);
        var before = await polls.PollAsync(Walk);
        await server.RestartAsync();

        var after = await polls.PollUntilAsync(poll => poll.Missing.Count == 0, Walk);
        Assert.That(after.Lines("pg_stat_user_tables_n_tup_ins").Count(), Is.EqualTo(before.Lines("pg_stat_user_tables_n_tup_ins").Count()));
    }

    [Test]
    public async Task The_buffer_cache_is_shown_where_the_extension_is_there()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create role watcher login in role pg_monitor");
        await using var polls = new PostgresPolls(server, "watcher", new() { Enable = ["buffercache_summary"] });
        var missing = (await polls.PollAsync(Walk)).Missing.Single();
        Assert.That((missing.Part, missing.Reason), Is.EqualTo(("buffercache_summary", major < 16 ? Reason.Unsupported : Reason.NotInstalled)));
        if (major < 16)
            return;

        await server.ExecuteAsync("create schema \"Odd one\"; create extension pg_buffercache schema \"Odd one\"; grant usage on schema \"Odd one\" to watcher");
        var poll = await polls.PollAsync(Walk);
        Assert.That(poll.Missing, Is.Empty);
        Assert.That(poll["pg_buffercache_summary_buffers_used"] + poll["pg_buffercache_summary_buffers_unused"],
            Is.EqualTo(await server.ScalarAsync<double>("select (setting)::float8 from pg_settings where name = 'shared_buffers'")));
        Assert.That(poll["pg_buffercache_summary_usagecount_avg"], Is.InRange(0, 5));
    }

    [Test]
    public async Task A_server_that_stops_to_answer_ends_the_walk_at_its_deadline()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await CreateShopAsync(server);
        await server.ExecuteAsync("create database store");
        await using var polls = new PostgresPolls(server);
        await polls.PollAsync(Walk);
        server.Freeze();
        var deadline = TimeSpan.FromSeconds(1);
        var frozen = await polls.PollAsync(Walk, deadline);
        server.Thaw();

        Assert.That(frozen.Reason, Is.EqualTo(Reason.Timeout));
        Assert.That(frozen.Elapsed, Is.LessThan(deadline + PostgresPolls.Lateness));
        var poll = await polls.PollUntilAsync(poll => poll.Missing.Count == 0, Walk);
        Assert.That(poll.Text, Does.Contain("pg_table_oldest_xid_age{datname=\"shop\"").And.Contain("pg_table_oldest_xid_age{datname=\"store\""));
    }

    [Test]
    public async Task Five_thousand_tables_cost_few_series_and_little_memory()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("do $$ begin for i in 1..5000 loop execute format('create table t%s (id int primary key)', i); commit; end loop; end $$");
        await using var polls = new PostgresPolls(server);
        await polls.PollAsync("postgres");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var poll = await polls.PollAsync(Walk);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(poll.Missing, Is.Empty);
        Assert.That(poll.Lines("pg_stat_user_tables_n_live_tup{").Count(), Is.EqualTo(51));
        Assert.That(poll.Lines("pg_stat_user_indexes_idx_scan{").Count(), Is.EqualTo(51));
        Assert.That(kept, Is.LessThan(8 << 20), "what is kept from walk to walk, and the text of this one");
        TestContext.Out.WriteLine($"{major}: {kept} bytes kept, {poll.Text.Length} characters, {poll.Elapsed.TotalMilliseconds:F0} ms");
    }

    const string Invalid = "pg_index_invalid{datname=\"shop\",schemaname=\"public\",relname=\"orders\",indexrelname=\"orders_twice\"}";

    static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Half of the orders are gone, an index was never used, and another failed.</summary>
    static async Task CreateShopAsync(PostgresServer server)
    {
        await server.ExecuteAsync("create database shop");
        await server.ExecuteAsync("""
            create table orders (id bigserial primary key, note text, twice int) with (autovacuum_enabled = off);
            insert into orders (note, twice) select repeat('x', 200), 1 from generate_series(1, 10000);
            create index orders_note on orders (note);
            select count(note) from orders where id between 10 and 20;
            create table small (id smallserial, part int);
            create sequence wide owned by small.part;
            select setval('small_id_seq', 30000), setval('wide', 1073741824);
            create function twice(int) returns int language plpgsql as 'begin return 2 * $1; end';
            create function twice(text) returns text language plpgsql as 'begin return $1 || $1; end';
            select twice(1), twice('a');
            delete from orders where id % 10 > 5;
            """, "shop");
        await server.ExecuteAsync("vacuum analyze", "shop");
        var failed = Assert.ThrowsAsync<PostgresException>(() => server.ExecuteAsync("create unique index concurrently orders_twice on orders (twice)", "shop"));
        Assert.That(failed!.SqlState, Is.EqualTo("23505"));
    }
}
