using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>How one collector instance fares: its last poll, and what it has dropped since the start.</summary>
/// <param name="Collector">The instance's name: <c>node.cpu</c>, <c>postgres</c>.</param>
/// <param name="Target">Which of several; empty where there can be only one.</param>
/// <param name="Success">Whether the last poll found what it was to read; null before the first poll ended.</param>
/// <param name="Duration">Of the last poll.</param>
/// <param name="LastSuccess">When the last successful poll ended; null when none has.</param>
/// <param name="Unavailable">What the last poll did not find.</param>
/// <param name="DroppedOverBudget">Series dropped because the collector's budget was used up.</param>
/// <param name="DroppedDuplicates">Series dropped because their label set had been emitted in the same poll.</param>
public sealed record PollReading(
    string Collector,
    string Target,
    bool? Success,
    TimeSpan Duration,
    DateTimeOffset? LastSuccess,
    IReadOnlyList<Unavailability> Unavailable,
    long DroppedOverBudget,
    long DroppedDuplicates)
{
    /// <summary>As the command line has it: <c>postgres.queries[orders]</c>.</summary>
    public string Name => Target.Length == 0 ? Collector : $"{Collector}[{Target}]";

    /// <summary>What the last poll did not find, and in which part; empty when it found everything.</summary>
    public string Detail => string.Join("; ", Unavailable.Select(entry => entry.Part.Length == 0 ? entry.Detail : $"{entry.Part}: {entry.Detail}"));
}
