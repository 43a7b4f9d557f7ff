using System.Globalization;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A thousand polls on one connection.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresSoakTests(int major)
{
    [Test]
    public async Task The_servers_process_for_the_agent_takes_no_more_memory_after_a_thousand_polls()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server);
        await PollAsync(100);
        var process = await ProcessAsync(server);
        var early = ResidentKilobytes(process);

        await PollAsync(900);
        Assert.That(await ProcessAsync(server), Is.EqualTo(process), "it is the same connection");
        Assert.That(ResidentKilobytes(process) - early, Is.LessThan(256));

        async Task PollAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.That((await polls.PollAsync()).Up, Is.EqualTo(1));
                await polls.PollAsync("postgres.statements");
            }
        }
    }

    static Task<int> ProcessAsync(PostgresServer server) =>
        server.ScalarAsync<int>("SELECT pid FROM pg_stat_activity WHERE application_name = 'metrics-agent'");

    /// <summary>RssAnon of /proc/PID/status: what is the process's own, without shared_buffers.</summary>
    static int ResidentKilobytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
