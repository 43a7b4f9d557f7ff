using System.Diagnostics;
using System.Text.RegularExpressions;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.EndToEnd;

/// <summary>A PostgreSQL that is stopped in the middle, as by a hung disk, for a minute: nothing else may notice.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class FrozenDatabaseTests
{
    static readonly TimeSpan Frozen = TimeSpan.FromSeconds(60);

    /// <summary>A scrape waits 1 s for what is not there, and a busy machine has its own seconds; a poll that hangs takes 10 s.</summary>
    static readonly TimeSpan LongestScrape = TimeSpan.FromSeconds(6);

    [Test]
    public async Task A_database_that_is_frozen_for_a_minute_is_down_and_comes_back_by_itself()
    {
        await using var postgres = await PostgresServer.StartAsync(15);
        await using var agent = await AgentProcess.StartAsync($$"""
            web:
              listen: 127.0.0.1:{port}
            collectors:
              postgres:
                interval: 10s
                timeout: 10s
                targets:
                  - dsn: {{postgres.Dsn()}}
            """);
        await Until(1, TimeSpan.FromSeconds(20));

        postgres.Freeze();
        await Until(0, TimeSpan.FromSeconds(40));
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Frozen; await Task.Delay(1000))
            Assert.That(await PgUpAsync(), Is.Zero);

        postgres.Thaw();
        await Until(1, TimeSpan.FromSeconds(40));
        Assert.That(() => Regex.Count(agent.Log, "postgres available again"), Is.EqualTo(1).After(10_000, 50), "written by a thread of its own, after the scrape");
        Assert.That(Regex.Count(agent.Log, @"postgres unavailable \(timeout\)"), Is.EqualTo(1), agent.Log);

        async Task Until(double wanted, TimeSpan limit)
        {
            for (var began = Stopwatch.GetTimestamp(); await PgUpAsync() != wanted; await Task.Delay(250))
                Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(limit), $"pg_up is not {wanted}\n{agent.Log}");
        }

        async Task<double?> PgUpAsync()
        {
            var began = Stopwatch.GetTimestamp();
            var text = await agent.GetAsync();
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(LongestScrape));
            Assert.That(text, Does.Contain("\nnode_load1 "));
            return Regex.Match(text, @"^pg_up (\d)", RegexOptions.Multiline) is { Success: true } up ? up.Groups[1].Value[0] - '0' : null;
        }
    }
}
