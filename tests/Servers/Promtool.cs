namespace MetricsAgent.Tests.Servers;

/// <summary>Debian's <c>promtool</c>.</summary>
internal static class Promtool
{
    /// <summary><c>promtool check metrics</c>: exit code 1 for what does not parse, 3 for what its linter dislikes.</summary>
    public static Task<CommandResult> CheckMetricsAsync(string exposition) =>
        Command.RunAsync(Prometheus.Program("promtool"), ["check", "metrics"], input: exposition);

    /// <summary>Of the newest, which is stricter.</summary>
    public static Task<CommandResult> CheckNewestMetricsAsync(string exposition) =>
        Command.RunAsync(Prometheus.NewestProgram("promtool"), ["check", "metrics"], input: exposition);

    /// <summary><c>promtool check rules</c>: exit code 1 for what does not load.</summary>
    public static Task<CommandResult> CheckRulesAsync(params IEnumerable<string> files) =>
        Command.RunAsync(Prometheus.NewestProgram("promtool"), ["check", "rules", "--lint=all", "--lint-fatal", .. files]);

    /// <summary><c>promtool test rules</c>: exit code 1 when a test fails.</summary>
    public static Task<CommandResult> TestRulesAsync(params IEnumerable<string> files) =>
        Command.RunAsync(Prometheus.NewestProgram("promtool"), ["test", "rules", .. files]);

    /// <summary>Both with the older Prometheus of this Debian release.</summary>
    public static Task<CommandResult> RunStableAsync(params IEnumerable<string> arguments) => Command.RunAsync(Prometheus.Program("promtool"), arguments);

    /// <summary>Blocks of a Prometheus' storage with the samples of an OpenMetrics text, which has their times.</summary>
    public static Task CreateBlocksAsync(string openMetricsFile, string folder) =>
        Command.DemandAsync(Prometheus.NewestProgram("promtool"), ["tsdb", "create-blocks-from", "openmetrics", "--quiet", openMetricsFile, folder]);
}
