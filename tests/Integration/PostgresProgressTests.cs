using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Commands that are caught in the middle, all six kinds: what is exposed is what the server's own view says.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresProgressTests(int major)
{
    static readonly PostgresOptions Quiet = new() { Settings = new Dictionary<string, string> { ["autovacuum"] = "off" } };

    PostgresServer server = null!;
    PostgresPolls polls = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await PostgresServer.StartAsync(major, Quiet);
        polls = new(server);
        await server.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 100000) id");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await polls.DisposeAsync();
        await server.DisposeAsync();
    }

    [Test]
    public async Task Vacuum_shows_the_blocks_it_has_scanned()
    {
        await server.ExecuteAsync("DELETE FROM t WHERE id % 2 = 0");
        Assert.That((await polls.PollAsync()).Lines("pg_stat_progress_"), Is.Empty);
        await using var vacuum = await CommandUnderWay.StartAsync(server, "VACUUM t", Slowly);

        await polls.PollUntilAsync(poll => poll[Series("blocks_done", "vacuum", "scanning heap")] > 10);
        var poll = await CheckAsync(Series("blocks_done", "vacuum", "scanning heap"), "SELECT heap_blks_scanned FROM pg_stat_progress_vacuum");
        Assert.That(poll[Series("blocks", "vacuum", "scanning heap")], Is.EqualTo(await BlocksAsync()));
        Assert.That(poll["pg_stat_progress_vacuum_heap_blks{datname=\"postgres\",relname=\"t\"}"], Is.EqualTo(await BlocksAsync()));
        Assert.That(poll["pg_stat_progress_vacuum_phase{datname=\"postgres\",relname=\"t\",phase=\"scanning heap\"}"], Is.EqualTo(1));
        Assert.That(poll.Sum("pg_stat_progress_vacuum_phase"), Is.EqualTo(1));
        Assert.That(poll.Has("pg_stat_progress_vacuum_max_dead_tuples"), Is.EqualTo(major < 17));
        Assert.That(poll.Has("pg_stat_progress_vacuum_max_dead_tuple_bytes"), Is.EqualTo(major >= 17));
        await CheckAsync(
            "pg_stat_progress_vacuum_num_dead_tuples{datname=\"postgres\",relname=\"t\"}",
            $"SELECT {(major < 17 ? "num_dead_tuples" : "num_dead_item_ids")} FROM pg_stat_progress_vacuum");
    }

    [Test]
    public async Task Analyze_shows_the_blocks_it_has_sampled()
    {
        await using var analyze = await CommandUnderWay.StartAsync(server, "ANALYZE t", Slowly);

        await polls.PollUntilAsync(poll => poll[Series("blocks_done", "analyze", "acquiring sample rows")] > 10);
        var poll = await CheckAsync(Series("blocks_done", "analyze", "acquiring sample rows"), "SELECT sample_blks_scanned FROM pg_stat_progress_analyze");
        Assert.That(poll[Series("blocks", "analyze", "acquiring sample rows")], Is.EqualTo(await BlocksAsync()));
    }

    [Test]
    public async Task An_index_that_is_built_shows_the_blocks_it_has_read()
    {
        const string Phase = "building index: scanning table";
        await server.ExecuteAsync(WaitsAtRow);
        await using var gate = await ClosedGateAsync();
        await using var index = await CommandUnderWay.StartAsync(server, "CREATE INDEX i ON t (at_gate(id))");

        await polls.PollUntilAsync(poll => poll[Series("blocks_done", "create_index", Phase)] > 0 && poll["pg_stat_activity_wait_event_type_count{wait_event_type=\"Lock\"}"] == 1);
        var poll = await CheckAsync(Series("blocks_done", "create_index", Phase), "SELECT blocks_done FROM pg_stat_progress_create_index");
        Assert.That(poll[Series("blocks_done", "create_index", Phase)], Is.EqualTo(await BlocksAsync() / 2).Within(2));
        Assert.That(poll[Series("blocks", "create_index", Phase)], Is.EqualTo(await BlocksAsync()));

        await gate.DisposeAsync();
        await index.WaitAsync();
        Assert.That((await polls.PollAsync()).Lines("pg_stat_progress_"), Is.Empty);
    }

    [TestCase("VACUUM FULL t", "rebuilding index", 100_000)]
    [TestCase("CLUSTER t USING i", "sorting tuples", 0)]
    public async Task A_table_that_is_rewritten_shows_its_blocks_and_the_rows_written(string command, string phase, int written)
    {
        await server.ExecuteAsync($"{WaitsAtRow}; CREATE INDEX i ON t (at_gate(id))");
        await using var gate = await ClosedGateAsync();
        await using var rewrite = await CommandUnderWay.StartAsync(server, command, "SET enable_indexscan = off");

        await polls.PollUntilAsync(poll => poll[Series("sessions", "cluster", phase)] == 1);
        var poll = await CheckAsync(Series("blocks_done", "cluster", phase), "SELECT heap_blks_scanned FROM pg_stat_progress_cluster");
        Assert.That(poll[Series("blocks_done", "cluster", phase)], Is.EqualTo(poll[Series("blocks", "cluster", phase)]).And.GreaterThan(400));
        Assert.That(poll[Series("tuples_done", "cluster", phase)], Is.EqualTo(written));
    }

    [Test]
    public async Task A_base_backup_shows_the_bytes_it_has_sent()
    {
        const string Labels = "{command=\"basebackup\",datname=\"\",relname=\"\",phase=\"streaming database files\"}";
        using var backup = await UnreadBackup.StartAsync(server);

        await polls.PollUntilAsync(poll => poll[$"pg_stat_progress_bytes_done{Labels}"] > 0);
        var poll = await CheckAsync($"pg_stat_progress_bytes_done{Labels}", "SELECT backup_streamed FROM pg_stat_progress_basebackup");
        Assert.That(
            poll[$"pg_stat_progress_bytes{Labels}"],
            Is.EqualTo(await server.ScalarAsync<long>("SELECT backup_total FROM pg_stat_progress_basebackup")).And.GreaterThan(poll[$"pg_stat_progress_bytes_done{Labels}"]));
    }

    [Test]
    public async Task A_copy_shows_the_bytes_and_rows_it_has_taken()
    {
        await server.ExecuteAsync("CREATE SCHEMA s; CREATE TABLE s.t (id int)");
        await using var connection = await server.ConnectAsync();
        await using var import = await connection.BeginTextImportAsync("COPY s.t FROM STDIN");
        await import.WriteAsync(string.Concat(Enumerable.Repeat("1\n", 100_000)));
        await import.FlushAsync();

        if (major < 14)
        {
            // 13 has no view for it, and that is not something missing.
            var none = await polls.PollAsync();
            Assert.That((none.Lines("pg_stat_progress_"), none.Missing), Is.EqualTo((Array.Empty<string>(), Array.Empty<object>())));
            return;
        }

        await polls.PollUntilAsync(poll => poll[Series("tuples_done", "copy", "copying", "s.t")] > 0);
        var poll = await CheckAsync(Series("bytes_done", "copy", "copying", "s.t"), "SELECT bytes_processed FROM pg_stat_progress_copy");
        Assert.That(poll.Has("pg_stat_progress_bytes"), Is.False, "nobody knows how much is to come");
    }

    /// <summary>What the view says before and after a poll holds what the poll says.</summary>
    async Task<PollResult> CheckAsync(string series, string sql)
    {
        var before = await server.ScalarAsync<long>(sql);
        var poll = await polls.PollAsync();
        Assert.That(poll[series], Is.InRange(before, await server.ScalarAsync<long>(sql)), series);
        Assert.That((poll.Missing, poll.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        return poll;
    }

    Task<long> BlocksAsync() => server.ScalarAsync<long>("SELECT pg_relation_size('t') / 8192");

    /// <summary>Row 50,000 cannot be passed until this is gone.</summary>
    Task<CommandUnderWay> ClosedGateAsync() => CommandUnderWay.StartAsync(server, "SELECT pg_sleep(60)", "SELECT pg_advisory_lock(1)");

    static string Series(string family, string command, string phase, string relation = "t") =>
        $"pg_stat_progress_{family}{{command=\"{command}\",datname=\"postgres\",relname=\"{relation}\",phase=\"{phase}\"}}";

    const string Slowly = "SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1";

    const string WaitsAtRow = """
        CREATE FUNCTION at_gate(id int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
        $$ BEGIN IF id = 50000 THEN PERFORM pg_advisory_xact_lock_shared(1); END IF; RETURN id; END $$
        """;
}
