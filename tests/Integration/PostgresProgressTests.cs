using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>Commands that are caught in the middle.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresProgressTests(int major)
{
    [Test]
    public async Task Commands_under_way_are_shown_with_how_far_they_have_come()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 100000) id; DELETE FROM t WHERE id % 2 = 0");
        await server.ExecuteAsync("CREATE SCHEMA s; CREATE TABLE s.t (id int)");
        var blocks = await server.ScalarAsync<long>("SELECT pg_relation_size('t') / 8192");
        await using var vacuum = await SlowAsync(server);
        await using var copy = await server.ConnectAsync();
        await using var polls = new PostgresPolls(server);
        Assert.That((await polls.PollAsync()).Lines("pg_stat_progress_"), Is.Empty);

        var vacuuming = new NpgsqlCommand("VACUUM t", vacuum).ExecuteNonQueryAsync();
        await using var import = await copy.BeginTextImportAsync("COPY s.t FROM STDIN");
        await import.WriteAsync(string.Concat(Enumerable.Repeat("1\n", 100_000)));
        await import.FlushAsync();
        const string Scanning = "{datname=\"postgres\",relname=\"t\",phase=\"scanning heap\"}";
        var poll = await polls.PollUntilAsync(poll => poll[$"pg_stat_progress_vacuum_phase{Scanning}"] == 1 && poll["pg_stat_progress_vacuum_heap_blks_scanned{datname=\"postgres\",relname=\"t\"}"] > 10);

        Assert.That((poll.Missing, poll.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        Assert.That(poll.Sum("pg_stat_progress_vacuum_phase"), Is.EqualTo(1));
        Assert.That(poll["pg_stat_progress_vacuum_heap_blks{datname=\"postgres\",relname=\"t\"}"], Is.EqualTo(blocks));
        Assert.That(poll.Has("pg_stat_progress_vacuum_max_dead_tuples"), Is.EqualTo(major < 17));
        Assert.That(poll.Has("pg_stat_progress_vacuum_max_dead_tuple_bytes"), Is.EqualTo(major >= 17));
        Assert.That(poll["pg_stat_progress_sessions{command=\"vacuum\",datname=\"postgres\",relname=\"t\",phase=\"scanning heap\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_stat_progress_blocks{command=\"vacuum\",datname=\"postgres\",relname=\"t\",phase=\"scanning heap\"}"], Is.EqualTo(blocks));
        Assert.That(
            poll["pg_stat_progress_bytes_done{command=\"copy\",datname=\"postgres\",relname=\"s.t\",phase=\"copying\"}"], major < 14 ? Is.NaN : Is.Positive);
        await server.ExecuteAsync($"SELECT pg_terminate_backend({vacuum.ProcessID})");
        Assert.That(async () => await vacuuming, Throws.InstanceOf<NpgsqlException>());
    }

    static async Task<NpgsqlConnection> SlowAsync(PostgresServer server)
    {
        var connection = await server.ConnectAsync();
        await using var slow = new NpgsqlCommand("SET vacuum_cost_delay = 20; SET vacuum_cost_limit = 1", connection);
        await slow.ExecuteNonQueryAsync();
        return connection;
    }
}
