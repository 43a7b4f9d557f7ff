using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>What is wrong with columns of a result: the first of each, the others go on.</summary>
internal sealed class QueryProblems
{
    const int Longest = 40;

    readonly Dictionary<string, (Reason Reason, string Detail)> found = [];

    internal void Clear() => found.Clear();

    internal void Missing(string column) => Add(column, Reason.NotFound, "the result has no such column");

    internal void NoNumber(string column, string text) =>
        Add(column, Reason.Malformed, $"'{(text.Length > Longest ? text[..Longest] + "…" : text)}' is no number");

    internal void Add(string column, Reason reason, string detail) => found.TryAdd(column, (reason, $"column {column}: {detail}"));

    internal void Emit(Samples samples)
    {
        foreach (var (column, (reason, detail)) in found)
            samples.Unavailable(column, reason, detail);
    }
}
