using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>What node_exporter says of itself, so that rules and dashboards which ask for it find it: how its collectors fare, and its build.</summary>
internal sealed class ScrapeCollector(Func<IReadOnlyList<PollReading>> polls) : ICollector
{
    internal static readonly FamilySet Families = new("metrics-agent");

    static readonly Family Success = Families.Gauge("node_scrape_collector_success", "1 when the last poll of a node collector found what it was to read, otherwise 0.", "collector");
    static readonly Family Duration = Families.Gauge("node_scrape_collector_duration_seconds", "Duration of the last poll of a node collector, in seconds.", "collector");
    static readonly Family Build = Families.Info("node_exporter_build_info", "Build of the agent in node_exporter's place.", "version", "revision", "branch", "goos", "goarch");

    const string Prefix = "node.";

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Emit(samples, AgentBuild.Current, polls());
        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, AgentBuild build, IReadOnlyList<PollReading> polls)
    {
        samples.AddInfo(Build, build.Version, build.Revision, "metrics-agent", "linux", build.Architecture == "x64" ? "amd64" : build.Architecture);
        foreach (var poll in polls)
        {
            if (!poll.Collector.StartsWith(Prefix, StringComparison.Ordinal) || poll.Collector == Catalogue.NodeScrape.Name || poll.Success is not { } success)
                continue;
            var name = poll.Collector[Prefix.Length..];
            samples.Add(Success, success ? 1 : 0, name);
            samples.Add(Duration, poll.Duration.TotalSeconds, name);
        }
    }
}
