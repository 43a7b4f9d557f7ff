using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The same fault again and again: every poll is right, and no connection is left behind.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresRecoveryTests(int major)
{
    /// <summary>Without a connection, or while the server says that it is not ready.</summary>
    static readonly Reason?[] Down = [Reason.ConnectionRefused, Reason.ConnectionLost, Reason.NotReady];

    static readonly PostgresConfig Quick = new() { Interval = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromSeconds(2) };

    [Test]
    public async Task Ten_restarts_in_a_row_are_ten_outages_and_leave_one_connection()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        await polls.PollAsync();
        for (var restart = 0; restart < 10; restart++)
        {
            await server.StopAsync();
            var down = await polls.PollAsync();
            Assert.That((down.Up, down["pg_exporter_last_scrape_error"], down.Lines("pg_").Count()), Is.EqualTo((0.0, 1.0, 2)));
            Assert.That(Down, Does.Contain(down.Reason), down.Detail);

            await server.StartAgainAsync();
            var began = await StartedAtAsync(server);
            var up = await polls.PollUntilAsync(poll => poll.Up == 1);
            Assert.That(up["pg_postmaster_start_time_seconds"], Is.EqualTo(began).Within(0.001), "nothing of the server before");
            Assert.That((up.Missing, up.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
            Assert.That((await polls.PollAsync("postgres.statements")).Missing, Is.Empty);
            Assert.That(await ConnectionsAsync(server), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Polls_that_never_stop_while_the_server_restarts_never_have_more_than_one_connection()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        using var stop = new CancellationTokenSource();
        var polling = PollAllTheTimeAsync(polls, stop.Token);
        for (var restart = 0; restart < 10; restart++)
        {
            await server.RestartAsync();
            Assert.That(await ConnectionsAsync(server), Is.LessThanOrEqualTo(1));
            await Task.Delay(200);
        }

        await stop.CancelAsync();
        var results = await polling;
        Assert.That(from result in results select result.Up, Has.Some.Zero.And.Some.EqualTo(1));
        Assert.That(from result in results where result.Up == 0 where !Down.Contains(result.Reason) select (result.Reason, result.Detail), Is.Empty);
        Assert.That(from result in results where result.Up == 1 select result.Missing.Count, Is.All.Zero);
        await polls.PollUntilAsync(poll => poll.Up == 1);
        Assert.That(await ConnectionsAsync(server), Is.EqualTo(1));
    }

    [Test]
    public async Task A_session_that_somebody_ends_all_the_time_is_there_in_every_poll()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        for (var i = 0; i < 10; i++)
        {
            var (cluster, statements) = (await polls.PollAsync(), await polls.PollAsync("postgres.statements"));
            Assert.That((cluster.Up, cluster.Missing.Concat(statements.Missing)), Is.EqualTo((1.0, Array.Empty<object>())));
            await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'metrics-agent'");
        }

        Assert.That((await polls.PollAsync()).Up, Is.EqualTo(1));
        Assert.That(await ConnectionsAsync(server), Is.EqualTo(1));
    }

    static async Task<List<PollResult>> PollAllTheTimeAsync(PostgresPolls polls, CancellationToken stop)
    {
        var results = new List<PollResult>();
        while (!stop.IsCancellationRequested)
        {
            results.Add(await polls.PollAsync());
            await Task.Delay(20, CancellationToken.None);
        }

        return results;
    }

    static Task<double> StartedAtAsync(PostgresServer server) =>
        server.ScalarAsync<double>("SELECT extract(epoch FROM pg_postmaster_start_time())::float8");

    static Task<long> ConnectionsAsync(PostgresServer server) =>
        server.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metrics-agent'");
}
