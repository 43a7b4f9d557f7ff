using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>What is wrong with columns of a result: the first of each, the others go on.</summary>
internal sealed class QueryProblems
{
    const int Longest = 40;

    /// <summary>Texts of a mapping that are named.</summary>
    const int Most = 10;

    readonly Dictionary<string, Problem> found = [];

    internal void Clear() => found.Clear();

    internal void Missing(string column) => Add(column, Reason.NotFound, "the result has no such column");

    internal void NoNumber(QueryColumn column, string text) => Add(
        column.Name, Reason.Malformed, column.Value.Mapping.Count == 0
            ? $"{Quoted(text)} is no number"
            : $"{Quoted(text)} is not in the mapping, which has {string.Join(", ", column.Value.Mapping.Keys.Take(Most).Select(Quoted))}{(column.Value.Mapping.Count > Most ? " and others" : "")}");

    internal void Add(string column, Reason reason, string detail) => found.TryAdd(column, new(reason, $"column {column}: {detail}"));

    static string Quoted(string text) => $"'{(text.Length > Longest ? text[..Longest] + "…" : text)}'";

    /// <param name="isAll">The query has given nothing besides: it has failed, whatever is wrong.</param>
    internal void Emit(Samples samples, bool isAll)
    {
        if (isAll && found.Count > 0)
        {
            samples.Unavailable(Reason.Malformed, string.Join("; ", found.Values.Select(problem => problem.Detail)));
            return;
        }

        foreach (var (column, (reason, detail)) in found)
            samples.Unavailable(column, reason, detail);
    }

    sealed record Problem(Reason Reason, string Detail);
}
