using MetricsAgent.Config;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>What a query has found, in one database or in several. NULL is no number and an empty label.</summary>
/// <param name="withServer">Series have postgres_exporter's label <c>server</c>.</param>
/// <param name="isTaken">Whether another has that family; only asked for columns that the query does not list.</param>
internal sealed class QueryReading(QueryConfig query, bool withServer, Predicate<string> isTaken)
{
    readonly string[] labels = [.. Own(query, withServer), .. query.Labels];
    readonly List<QueryColumn> columns = [.. QueryColumn.Of(query)];
    readonly List<QueryRow> rows = [];
    readonly QueryRow surplus = new(Own(query, withServer).Count() + query.Labels.Count);
    readonly QueryProblems problems = new();

    /// <summary>What was read since <see cref="Begin"/>.</summary>
    internal QueryCount Count { get; private set; }

    internal void Begin()
    {
        Count = default;
        problems.Clear();
    }

    /// <summary>Takes back what came after that, because the rest of it did not.</summary>
    internal void Return(QueryCount count) => Count = count;

    /// <param name="reader">With all values as texts.</param>
    /// <param name="database">Where the rows come from.</param>
    internal async ValueTask ReadAsync(NpgsqlDataReader reader, string database, CancellationToken cancel)
    {
        var result = new QueryResult(query, reader, problems);
        if (!result.HasLabels())
            return;
        AddUnlisted(result.Names);
        while (await reader.ReadAsync(cancel))
        {
            // Each row is one series at least. The server sends the others, too, so that they can be counted.
            var isKept = Count.Rows < query.MaxSeries;
            if (isKept && Count.Rows == rows.Count)
                rows.Add(new(labels.Length));
            var row = isKept ? rows[Count.Rows] : surplus;
            result.Read(row, columns, database);
            Count = isKept
                ? Count with { Rows = Count.Rows + (row.Series > 0 ? 1 : 0) }
                : Count with { LeftOut = Count.LeftOut + row.Series };
        }
    }

    /// <param name="server"><c>host:port</c>.</param>
    internal void Emit(Samples samples, string server)
    {
        var twice = samples.DroppedDuplicates;
        var emitted = 0;
        for (var i = 0; i < Count.Rows; i++)
        {
            if (withServer)
                rows[i].Labels[0] = server;
            for (var column = 0; column < rows[i].Columns; column++)
                emitted += Emit(samples, columns[column], rows[i], column) ? 1 : 0;
        }

        samples.LeaveOut(Count.LeftOut);
        if (samples.DroppedDuplicates - twice is > 0 and var dropped)
            samples.Unavailable("rows", Reason.Malformed, $"{dropped} series are left out, because other rows have the same labels: group by them, or make more columns labels");
        problems.Emit(samples, isAll: emitted == 0);
    }

    /// <summary>Labels that are no columns.</summary>
    static IEnumerable<string> Own(QueryConfig query, bool withServer)
    {
        if (withServer)
            yield return "server";
        if (query.Scope == QueryScope.Database)
            yield return "datname";
    }

    void AddUnlisted(IEnumerable<string> names)
    {
        if (!query.ExporterStyle)
            return;
        foreach (var name in names)
        {
            var metric = $"{query.Name}_{name}";
            if (!IsListed(name) && !columns.Exists(column => column.Name == name) && Family.IsName(metric) && !isTaken(metric))
                columns.Add(new(name, metric, new() { Type = QueryValueType.Untyped, Help = $"Unknown metric from {query.Name}" }));
        }
    }

    bool IsListed(string name) =>
        query.Labels.Contains(name) || query.Values.ContainsKey(name)
        || query.Values.Any(value => value.Value.Type == QueryValueType.Histogram && QueryHistogram.Suffixes.Any(suffix => name == value.Key + suffix));

    /// <returns>Whether the row has a value there.</returns>
    bool Emit(Samples samples, QueryColumn column, QueryRow row, int index)
    {
        if (row.Number(index) is { } number)
        {
            samples.Add(samples.Open(column.Kind, column.Metric, column.Help, labels), number, row.Labels);
            return true;
        }

        if (row.Histogram(index) is not { } histogram)
            return false;
        if (samples.OpenHistogram(column.Metric, column.Help, histogram.Bounds, labels) is { } family)
        {
            samples.AddHistogram(family, histogram.Buckets, histogram.Sum, row.Labels);
            return true;
        }

        problems.Add(column.Name, Reason.Malformed, "the bounds are not those that it had at first");
        return false;
    }
}

/// <summary>How much a query has given.</summary>
/// <param name="Rows">That are kept, each with a series at least.</param>
/// <param name="LeftOut">Series of the rows that are not.</param>
internal readonly record struct QueryCount(int Rows, long LeftOut);
