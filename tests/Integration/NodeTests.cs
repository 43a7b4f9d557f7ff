using System.Globalization;
using System.Text.RegularExpressions;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Integration;

/// <summary>The machine that the tests run on, as it is.</summary>
internal sealed partial class NodeTests
{
    static readonly string[] Reasons = ["not_found", "permission_denied", "unsupported", "error", "timeout"];

    [Test]
    public async Task Promtool_reads_every_node_metric()
    {
        await using var agent = await AgentProcess.StartAsync("collectors: {postgres: {enabled: false}, node: {enable: [cpu_info, processes]}}\n");
        var text = await agent.GetAsync("metrics/node");

        var lint = await Promtool.CheckMetricsAsync(text);
        Assert.That(lint.ExitCode, Is.Not.EqualTo(1), lint.Error);
        Assert.That(lint.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.All.StartsWith("node_"), "names of the agent's own that its linter dislikes");
        Assert.That(text, Does.Contain("\nnode_processes_pids ").And.Contains("\nnode_cpu_info{"));
    }

    /// <summary>Cultures that the machine need not have installed: other signs for the point and the minus.</summary>
    [TestCase(",", "-")]
    [TestCase(",", "−")]
    [TestCase("·", "~")]
    public async Task Numbers_are_the_same_in_every_culture(string point, string minus)
    {
        var files = FixtureTree.Files("vm");
        var neutral = await ScrapeAsync();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (point, minus);
            CultureInfo.CurrentCulture = culture;
            Assert.That(1.5.ToString(culture), Is.EqualTo($"1{point}5"));
            Assert.That(await ScrapeAsync(), Is.EqualTo(neutral));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Task<string> ScrapeAsync() => Exposed.Text([.. Catalogue.Node
            .Where(entry => entry.Name is not ("node.filesystem" or "node.timex" or "node.uname"))
            .Select(entry => entry.Create(files, FixedClock.Winter)), new TimexCollector(static (ref TimexReading reading) => Negative(ref reading))]);

        static int Negative(ref TimexReading reading)
        {
            reading.Offset = -1_500;
            return 0;
        }
    }

    /// <summary>The agent is built without cultures, does not let the environment switch them on, and brings no translations along.</summary>
    [TestCase("tr_TR.UTF-8")]
    [TestCase("de_DE.UTF-8")]
    public async Task The_agent_speaks_the_same_in_every_locale(string locale)
    {
        var environment = new Dictionary<string, string?> { ["LC_ALL"] = locale, ["LANG"] = locale, ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0" };
        var metrics = await AgentProcess.RunAsync(["metrics", "--help"], environment);
        Assert.That(metrics.ExitCode, Is.Zero, metrics.Error);
        Assert.That(metrics.Output, Is.EqualTo((await AgentProcess.RunAsync("metrics", "--help")).Output));

        await using var agent = await AgentProcess.StartAsync("collectors: {postgres: {enabled: false}}\n", environment);
        var text = await agent.GetAsync("metrics/node");
        Assert.That(text, Does.Match("(?m)^node_time_seconds [0-9.E+]+$").And.Match("(?m)^node_load1 [0-9.]+$"));
        Assert.That((await Promtool.CheckMetricsAsync(text)).ExitCode, Is.Not.EqualTo(1));
    }

    [Test]
    public async Task Nobody_in_particular_sees_the_machine_and_is_told_what_he_may_not()
    {
        using var directory = new TemporaryDirectory("nobody", unprivileged: true);
        var program = AgentProcess.CopyTo(directory);
        var config = directory.Write("agent.yaml", "collectors: {postgres: {enabled: false}}\n");

        var result = await Command.RunAsync(program[0], [.. program[1..], "metrics", "--config", config], unprivileged: true);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        foreach (var family in new[] { "node_cpu_seconds_total", "node_memory_MemTotal_bytes", "node_netstat_Tcp_CurrEstab", "node_network_receive_bytes_total", "node_filesystem_size_bytes", "node_vmstat_pgfault" })
            Assert.That(result.Output, Does.Contain($"# TYPE {family} "));
        Assert.That(Unavailable().Matches(result.Output).Select(match => match.Groups[1].Value), Is.SubsetOf(Reasons));
    }

    [GeneratedRegex("agent_collector_unavailable\\{collector=\"node[^}]*,reason=\"([a-z_]+)\"\\}")]
    private static partial Regex Unavailable();
}
