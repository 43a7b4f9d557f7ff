using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>Servers with more sessions than are good for them.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresCrowdTests(int major)
{
    const int Many = 200;

    static readonly PostgresConfig Quick = new() { Interval = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromSeconds(1) };

    [Test]
    public async Task Two_hundred_sessions_that_wait_for_one_are_counted_within_the_deadline()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { MaxConnections = Many + 20 });
        await server.ExecuteAsync("CREATE TABLE t (id int)");
        await using var polls = new PostgresPolls(server, config: Quick);
        await using var blocker = await server.ConnectAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await RunAsync(blocker, "LOCK TABLE t");
        await using var crowd = await Crowd.ConnectAsync(server, "postgres", Many);
        var waiting = crowd.Sessions.Select(session => RunAsync(session, "SELECT FROM t")).ToArray();

        var poll = await polls.PollUntilAsync(poll => poll["pg_stat_activity_wait_event_type_count{wait_event_type=\"Lock\"}"] == Many);
        Assert.That(poll.Elapsed, Is.LessThan(Quick.Timeout));
        Assert.That((poll.Missing, poll.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        Assert.That(poll["pg_stat_activity_count{datname=\"postgres\",state=\"active\"}"], Is.EqualTo(Many));
        Assert.That(poll["pg_stat_activity_count{datname=\"postgres\",state=\"idle in transaction\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_locks_count{datname=\"postgres\",mode=\"accesssharelock\"}"], Is.EqualTo(Many));
        Assert.That(poll["pg_locks_count{datname=\"postgres\",mode=\"accessexclusivelock\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_connections_used"], Is.EqualTo(Many + 2));

        await transaction.RollbackAsync();
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20));
        var after = await polls.PollAsync();
        Assert.That(after["pg_stat_activity_wait_event_type_count{wait_event_type=\"Lock\"}"], Is.NaN);
        Assert.That(after["pg_stat_activity_count{datname=\"postgres\",state=\"idle\"}"], Is.EqualTo(Many + 1));
    }

    [Test]
    public async Task An_agent_that_is_connected_sees_a_server_that_is_full()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { MaxConnections = 8 });
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; CREATE ROLE app LOGIN; GRANT pg_monitor TO watcher");
        await using var polls = new PostgresPolls(server, "watcher", Quick);
        await polls.PollAsync();
        await using var crowd = await Crowd.ConnectAsync(server, "app", 4);
        Assert.That(async () => await server.ConnectAsync("app"), Throws.InstanceOf<PostgresException>());

        for (var i = 0; i < 3; i++)
        {
            var (full, statements) = (await polls.PollAsync(), await polls.PollAsync("postgres.statements"));
            Assert.That((full.Up, full["pg_connections_used_ratio"], full["pg_connections_used"]), Is.EqualTo((1.0, 1.0, 5.0)));
            Assert.That(full.Missing.Concat(statements.Missing), Is.Empty);
        }
    }

    static async Task RunAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Sessions that end together.</summary>
    sealed class Crowd : IAsyncDisposable
    {
        readonly List<NpgsqlConnection> sessions = [];

        internal IReadOnlyList<NpgsqlConnection> Sessions => sessions;

        internal static async Task<Crowd> ConnectAsync(PostgresServer server, string user, int count)
        {
            var crowd = new Crowd();
            for (var i = 0; i < count; i++)
                crowd.sessions.Add(await server.ConnectAsync(user));
            return crowd;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var session in sessions)
                await session.DisposeAsync();
        }
    }
}
