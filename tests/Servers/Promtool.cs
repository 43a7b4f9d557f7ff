namespace MetricsAgent.Tests.Servers;

/// <summary>Debian's <c>promtool</c>.</summary>
internal static class Promtool
{
    /// <summary><c>promtool check metrics</c>: exit code 1 for what does not parse, 3 for what its linter dislikes.</summary>
    public static Task<CommandResult> CheckMetricsAsync(string exposition) =>
        Command.RunAsync(Prometheus.Program("promtool"), ["check", "metrics"], input: exposition);

    /// <summary>Blocks of a Prometheus' storage with the samples of an OpenMetrics text, which has their times.</summary>
    public static Task CreateBlocksAsync(string openMetricsFile, string folder) =>
        Command.DemandAsync(Prometheus.NewestProgram("promtool"), ["tsdb", "create-blocks-from", "openmetrics", "--quiet", openMetricsFile, folder]);
}
