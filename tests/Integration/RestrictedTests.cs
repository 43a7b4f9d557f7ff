using System.Text.RegularExpressions;
using MetricsAgent.Collectors;
using MetricsAgent.Tests.Contract.Exporter;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The agent with nothing but what Kubernetes' restricted profile leaves, beside one with every right.</summary>
internal sealed partial class RestrictedTests
{
    /// <summary>Without rules: what fires depends on how busy the machine is.</summary>
    static readonly string Configuration = $$"""
        rules: {enabled: false}
        collectors:
          postgres: {enabled: false}
          node: {enable: [cpu_info, processes]}
          process: {groups: [{name: agent, comm: {{Path.GetFileName(AgentProcess.Program[0])}}}]}

        """;

    /// <summary>Those of <c>agent_collector_unavailable</c> for files that are not there, or not ours.</summary>
    static readonly string[] Reasons = ["not_found", "permission_denied", "unsupported"];

    [Test]
    public async Task What_can_be_seen_is_there_and_for_the_rest_there_is_a_reason()
    {
        using var directory = new TemporaryDirectory("restricted", unprivileged: true);
        var config = Readable(directory);
        var free = await AgentProcess.RunAsync("metrics", "--config", config);
        var restricted = await AgentProcess.RunWithinAsync(Namespaces.Restricted(), "metrics", "--config", config);

        Assert.That(restricted.ExitCode, Is.EqualTo(free.ExitCode).And.Zero, restricted.Error);
        Assert.That(restricted.Error, Does.Not.Contain("Exception").And.Not.Contain("   at "));
        var (ours, theirs) = (ScrapedText.Parse(restricted.Output), ScrapedText.Parse(free.Output));
        foreach (var family in new[] { "node_cpu_seconds_total", "node_memory_MemTotal_bytes", "node_network_receive_bytes_total", "node_filesystem_size_bytes", "node_processes_pids", "namedprocess_namegroup_num_procs", "process_resident_memory_bytes" })
            Assert.That(ours.Keys, Does.Contain(family));

        Assert.That(Unavailable().Matches(restricted.Output).Select(match => match.Groups["reason"].Value), Is.SubsetOf(Reasons));
        var excused = Unavailable().Matches(restricted.Output).Select(match => match.Groups["collector"].Value).ToArray();
        var owners = Catalogue.Owners();
        var silent = from family in theirs.Keys.Except(ours.Keys)
                     where owners.TryGetValue(family, out var owner) && !excused.Any(name => name.StartsWith(owner, StringComparison.Ordinal) || owner.StartsWith($"{name}.", StringComparison.Ordinal))
                     select family;
        Assert.That(silent, Is.Empty, "absent, and no reason given");
    }

    [Test]
    public async Task A_check_ends_and_reads_as_on_a_machine_with_every_right()
    {
        using var directory = new TemporaryDirectory("restricted", unprivileged: true);
        var config = Readable(directory);
        var free = await AgentProcess.RunAsync("check", "--config", config);
        var restricted = await AgentProcess.RunWithinAsync(Namespaces.Restricted(), "check", "--config", config);

        Assert.That(restricted.ExitCode, Is.EqualTo(free.ExitCode).And.Zero, restricted.Output + restricted.Error);
        Assert.That(restricted.Error, Does.Not.Contain("Exception").And.Not.Contain("   at "));
        Assert.That(Rows(restricted.Output), Is.EqualTo(Rows(free.Output)));
    }

    static string Readable(TemporaryDirectory directory)
    {
        var config = directory.Write("agent.yaml", Configuration);
        File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return config;
    }

    /// <summary>The sum, and the names of the checks.</summary>
    static string[] Rows(string check) => [.. check.Split('\n').Select((line, index) => index == 0 ? line : line.Split(' ')[0])];

    [GeneratedRegex("agent_collector_unavailable\\{collector=\"(?<collector>[^\"]*)\".*,reason=\"(?<reason>[a-z_]+)\"\\}")]
    private static partial Regex Unavailable();
}
