using System.Text.RegularExpressions;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A real mount that never answers, and the real agent beside it.</summary>
internal sealed class HungMountTests
{
    const string Configuration = "collectors: {postgres: {enabled: false}, node: {min_age: 1ms}}\n";

    /// <summary>A busy machine makes one or the other slow; a mount that is waited for makes all of them slow.</summary>
    const int Attempts = 6;

    static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(100);

    [Test]
    public async Task The_first_scrape_does_not_wait_for_it_reports_it_and_has_the_healthy_ones()
    {
        List<string> told = [];
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var without = await FirstScrapeAsync(within: [], _ => { });
            using var directory = new TemporaryDirectory("hung");
            var with = await FirstScrapeAsync(Namespaces.WithHungMount(directory), text => Check(text, directory.File("mount")));
            told.Add($"{with.TotalMilliseconds:F0} ms with, {without.TotalMilliseconds:F0} ms without");
            if (with - without < Bound)
            {
                TestContext.Out.WriteLine(string.Join('\n', told));
                return;
            }
        }

        Assert.Fail($"every time it took {Bound.TotalMilliseconds} ms more:\n{string.Join('\n', told)}");
    }

    [Test]
    public async Task How_long_it_has_been_waited_for_grows_and_it_is_asked_once()
    {
        using var directory = new TemporaryDirectory("hung");
        await using var agent = await AgentProcess.StartWithinAsync(Namespaces.WithHungMount(directory), Configuration);
        var first = Waited(await agent.GetAsync("metrics/node"));
        Assert.That(async () => Waited(await agent.GetAsync("metrics/node")), Is.GreaterThan(first + 0.5).After(10_000, 200));
        Check(await agent.GetAsync("metrics/node"), directory.File("mount"));
    }

    [Test]
    public async Task A_command_that_asks_once_waits_for_it_for_a_while_and_not_for_ever()
    {
        using var directory = new TemporaryDirectory("hung");
        var once = await AgentProcess.RunWithinAsync(Namespaces.WithHungMount(directory), "metrics", "node.filesystem");
        Check(once.Output, directory.File("mount"));
        Assert.That(Waited(once.Output), Is.GreaterThan(0.5), "a second, with what its steps are short of one");
    }

    static double Waited(string text) => double.Parse(
        Regex.Match(text, "(?m)^node_filesystem_stat_duration_seconds\\{device=\"hung\".*\\} (.*)$").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    static async Task<TimeSpan> FirstScrapeAsync(string[] within, Action<string> check)
    {
        await using var agent = await AgentProcess.StartWithinAsync(within, Configuration);
        var start = TimeProvider.System.GetTimestamp();
        var text = await agent.GetAsync("metrics");
        var duration = TimeProvider.System.GetElapsedTime(start);
        check(text);
        return duration;
    }

    static void Check(string text, string mountPoint)
    {
        Assert.That(text, Does.Contain($$"""node_filesystem_device_error{device="hung",mountpoint="{{mountPoint}}",fstype="fuse",device_error="mountpoint timeout"} 1"""));
        Assert.That(text, Does.Contain($$"""node_filesystem_stat_duration_seconds{device="hung",mountpoint="{{mountPoint}}",fstype="fuse"} """));
        Assert.That(text, Does.Match("(?m)^node_filesystem_size_bytes\\{.*mountpoint=\"/\""));
    }
}
