using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Tables of a real server, against what its views say.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresTablesTests(int major)
{
    const string Walk = "postgres.databases";

    [Test]
    public async Task Numbers_are_those_of_the_views()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create database shop");
        await server.ExecuteAsync("""
            create table orders (id int primary key, note text);
            insert into orders select g, repeat('x', 4000) || g from generate_series(1, 1000) g;
            update orders set note = 'y' where id <= 10;
            delete from orders where id > 990;
            """, "shop");
        await server.ExecuteAsync("vacuum analyze orders", "shop");
        await server.ExecuteAsync("select sum(id) from orders", "shop");
        await using var polls = new PostgresPolls(server);

        var poll = await polls.PollUntilAsync(poll => poll[Series("pg_stat_user_tables_n_tup_del", "orders")] == 10 && poll[Series("pg_stat_user_tables_vacuum_count", "orders")] == 1, Walk);
        Assert.That(poll.Missing, Is.Empty);
        foreach (var column in new[] { "seq_scan", "seq_tup_read", "idx_scan", "idx_tup_fetch", "n_tup_ins", "n_tup_upd", "n_tup_del", "n_tup_hot_upd", "n_live_tup", "n_dead_tup", "n_mod_since_analyze", "n_ins_since_vacuum", "vacuum_count", "autovacuum_count", "analyze_count", "autoanalyze_count" })
            Assert.That(poll[Series($"pg_stat_user_tables_{column}", "orders")], Is.EqualTo(await ValueAsync(server, $"{column}", "pg_stat_user_tables")), column);
        foreach (var column in new[] { "heap", "idx", "toast", "tidx" })
            Assert.That(poll[Series($"pg_statio_user_tables_{column}_blocks_hit", "orders")], Is.EqualTo(await ValueAsync(server, $"{column}_blks_hit", "pg_statio_user_tables")), column);
        Assert.That(poll[Series("pg_stat_user_tables_last_vacuum", "orders")], Is.EqualTo(await ValueAsync(server, "extract(epoch from last_vacuum)", "pg_stat_user_tables")).Within(0.001));
        Assert.That(poll[Series("pg_stat_user_tables_last_autovacuum", "orders")], Is.Zero);
        Assert.That(poll[Series("pg_stat_user_tables_table_size_bytes", "orders")], Is.EqualTo(await ValueAsync(server, "pg_table_size(relid)", "pg_stat_user_tables")));
        Assert.That(poll[Series("pg_stat_user_tables_index_size_bytes", "orders")], Is.EqualTo(await ValueAsync(server, "pg_indexes_size(relid)", "pg_stat_user_tables")));
        Assert.That(poll.Lines("pg_stat_user_tables_seq_scan{datname=\"postgres\""), Is.Empty, "no tables there");
    }

    [Test]
    public async Task Partitions_are_one_table_and_gains_are_complete_while_tables_come_and_go()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create database shop");
        await server.ExecuteAsync("""
            create table sales (day int, id int) partition by range (day);
            create table sales_old partition of sales for values from (0) to (100) partition by list (day);
            create table sales_1 partition of sales_old for values in (1);
            create table sales_2 partition of sales_old for values in (2);
            create table sales_new partition of sales for values from (100) to (200);
            create index on sales (id);
            """, "shop");
        for (var i = 0; i < 6; i++)
            await server.ExecuteAsync($"create table t{i} (id int)", "shop");
        await using var polls = new PostgresPolls(server, config: new() { Databases = new() { Top = 2 } });
        var gains = new Gains("pg_stat_user_tables_n_tup_ins{");
        gains.Add(await polls.PollAsync(Walk));
        var inserted = 0;
        for (var round = 1; round <= 6; round++)
        {
            // Somebody else is at the top every time; a partition goes, and a new table comes.
            await InsertAsync($"t{round - 1} (id)", 1000 * round);
            await InsertAsync("sales (day, id)", 10, round < 3 ? "2, " : "1, ");
            await InsertAsync("sales (day, id)", 5, "150, ");
            if (round == 3)
                await server.ExecuteAsync("drop table sales_2; create table fresh (id int)", "shop");
            if (round > 3)
                await InsertAsync("fresh (id)", 100);
            var poll = await polls.PollUntilAsync(poll => gains.Add(poll) >= inserted, Walk);
            Assert.That(gains.Total, Is.EqualTo(inserted), $"round {round}");
            Assert.That(poll.Lines("pg_stat_user_tables_n_tup_ins{").Count(), Is.LessThanOrEqualTo(3));
            Assert.That(poll.Lines("pg_stat_user_tables_n_tup_ins{").Where(line => line.Contains("sales_", StringComparison.Ordinal)), Is.Empty);
        }

        async Task InsertAsync(string into, int rows, string day = "")
        {
            await server.ExecuteAsync($"insert into {into} select {day}g from generate_series(1, {rows}) g", "shop");
            inserted += rows;
        }
    }

    [Test]
    public async Task Nested_partitions_add_up_under_their_root()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create database shop");
        await server.ExecuteAsync("""
            create table sales (day int, id int, primary key (day, id)) partition by range (day);
            create table sales_old partition of sales for values from (0) to (100) partition by list (day);
            create table sales_1 partition of sales_old for values in (1);
            create table sales_new partition of sales for values from (100) to (200);
            insert into sales select 1, g from generate_series(1, 1000) g;
            insert into sales select 150, g from generate_series(1, 500) g;
            """, "shop");
        await server.ExecuteAsync("vacuum analyze", "shop");
        await using var polls = new PostgresPolls(server);

        var poll = await polls.PollUntilAsync(poll => poll[Series("pg_stat_user_tables_n_tup_ins", "sales")] == 1500, Walk);
        Assert.That(poll.Lines("pg_stat_user_tables_n_tup_ins{").Count(), Is.EqualTo(1));
        Assert.That(poll[Series("pg_stat_user_tables_n_live_tup", "sales")], Is.EqualTo(1500));
        Assert.That(poll[Series("pg_stat_user_tables_table_size_bytes", "sales")], Is.EqualTo(
            await server.ScalarAsync<double>("select (pg_table_size('sales_1') + pg_table_size('sales_new'))::float8", "shop")));
        Assert.That(poll["pg_stat_user_indexes_size_bytes{datname=\"shop\",schemaname=\"public\",relname=\"sales\",indexrelname=\"sales_pkey\"}"], Is.EqualTo(
            await server.ScalarAsync<double>("select (pg_indexes_size('sales_1') + pg_indexes_size('sales_new'))::float8", "shop")));
    }

    static string Series(string family, string table) => $"{family}{{datname=\"shop\",schemaname=\"public\",relname=\"{table}\"}}";

    static async Task<double> ValueAsync(PostgresServer server, string column, string view) =>
        await server.ScalarAsync<double>($"select ({column})::float8 from {view} where relname = 'orders'", "shop");
}
