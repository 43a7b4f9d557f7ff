namespace MetricsAgent;

/// <summary>How users name collectors, on the command line and in <c>collect[]</c>.</summary>
static class CollectorName
{
    /// <summary>A collector goes by its name, by its domain, and a node collector by node_exporter's name for it.</summary>
    internal static bool Matches(string collector, string? name) =>
        collector == name
        || (name is { Length: > 0 } && collector.Length > name.Length && collector[name.Length] == '.' && collector.StartsWith(name, StringComparison.Ordinal))
        || collector == $"node.{name}";
}
