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
    readonly QueryProblems problems = new();

    /// <summary>Rows read since <see cref="Begin"/>.</summary>
    internal int Count { get; private set; }

    internal void Begin()
    {
        Count = 0;
        problems.Clear();
    }

    /// <summary>Takes back what came after so many rows, because the rest of it did not.</summary>
    internal void Return(int count) => Count = count;

    /// <param name="reader">With all values as texts.</param>
    /// <param name="database">Where the rows come from.</param>
    internal async ValueTask ReadAsync(NpgsqlDataReader reader, string database, CancellationToken cancel)
    {
        var layout = new QueryLayout(reader);
        if (!HasLabels(layout))
            return;
        AddUnlisted(layout);
        // One more than there may be, so that it shows that there are more.
        while (Count <= query.MaxSeries && await reader.ReadAsync(cancel))
        {
            if (Count == rows.Count)
                rows.Add(new(labels.Length));
            var row = rows[Count++];
            row.Begin(columns.Count);
            ReadLabels(row, reader, layout, database);
            for (var i = 0; i < columns.Count; i++)
                Read(row, i, reader, layout);
        }
    }

    /// <param name="server"><c>host:port</c>.</param>
    internal void Emit(Samples samples, string server)
    {
        var twice = samples.DroppedDuplicates;
        for (var i = 0; i < Count; i++)
        {
            if (withServer)
                rows[i].Labels[0] = server;
            for (var column = 0; column < columns.Count; column++)
                Emit(samples, columns[column], rows[i], column);
        }

        if (samples.DroppedDuplicates - twice is > 0 and var dropped)
            samples.Unavailable("rows", Reason.Malformed, $"{dropped} series are left out, because other rows have the same labels: group by them, or make more columns labels");
        problems.Emit(samples);
    }

    /// <summary>Labels that are no columns.</summary>
    static IEnumerable<string> Own(QueryConfig query, bool withServer)
    {
        if (withServer)
            yield return "server";
        if (query.Scope == QueryScope.Database)
            yield return "datname";
    }

    /// <summary>Without one of them, different rows would be one series.</summary>
    bool HasLabels(QueryLayout layout)
    {
        var missing = query.Labels.FirstOrDefault(label => layout.Find(label) < 0);
        if (missing is not null)
            problems.Missing(missing);
        return missing is null;
    }

    void AddUnlisted(QueryLayout layout)
    {
        if (!query.ExporterStyle)
            return;
        foreach (var name in layout.Names)
        {
            var metric = $"{query.Name}_{name}";
            if (!IsListed(name) && !columns.Exists(column => column.Name == name) && Family.IsName(metric) && !isTaken(metric))
                columns.Add(new(name, metric, new() { Type = QueryValueType.Untyped, Help = $"Unknown metric from {query.Name}" }));
        }
    }

    bool IsListed(string name) =>
        query.Labels.Contains(name) || query.Values.ContainsKey(name)
        || query.Values.Any(value => value.Value.Type == QueryValueType.Histogram && QueryHistogram.Suffixes.Any(suffix => name == value.Key + suffix));

    void ReadLabels(QueryRow row, NpgsqlDataReader reader, QueryLayout layout, string database)
    {
        var own = labels.Length - query.Labels.Count;
        if (query.Scope == QueryScope.Database)
            row.Labels[own - 1] = database;
        for (var i = 0; i < query.Labels.Count; i++)
        {
            var ordinal = layout.Find(query.Labels[i]);
            var text = reader.Text(ordinal);
            row.Labels[own + i] = layout.Type(ordinal) != QueryNumber.Boolean ? text : text switch { "t" => "true", "f" => "false", _ => text };
        }
    }

    void Read(QueryRow row, int index, NpgsqlDataReader reader, QueryLayout layout)
    {
        var column = columns[index];
        var ordinal = layout.Find(column.Name);
        if (column.IsHistogram)
            row.Histogram(index) = ReadHistogram(column.Name, reader, layout);
        else if (ordinal < 0)
            problems.Missing(column.Name);
        else if (!reader.IsDBNull(ordinal) && reader.Text(ordinal) is var text && !column.TryRead(text, layout.Type(ordinal), out row.Number(index)))
        {
            row.Number(index) = double.NaN;
            if (query.Values.ContainsKey(column.Name))
                problems.NoNumber(column.Name, text);
        }
    }

    QueryHistogram? ReadHistogram(string name, NpgsqlDataReader reader, QueryLayout layout)
    {
        Span<int> at = [layout.Find(name), layout.Find($"{name}_bucket"), layout.Find($"{name}_sum"), layout.Find($"{name}_count")];
        if (at.IndexOf(-1) is >= 0 and var missing)
        {
            problems.Missing(missing == 0 ? name : name + QueryHistogram.Suffixes[missing - 1]);
            return null;
        }

        foreach (var ordinal in at)
        {
            if (reader.IsDBNull(ordinal))
                return null;
        }

        var histogram = QueryHistogram.Read(reader.Text(at[0]), reader.Text(at[1]), reader.Text(at[2]), reader.Text(at[3]));
        if (histogram is null)
            problems.Add(name, Reason.Malformed, "needs an array of ascending bounds, and one of as many counts in the column _bucket");
        return histogram;
    }

    void Emit(Samples samples, QueryColumn column, QueryRow row, int index)
    {
        if (!column.IsHistogram)
        {
            if (!double.IsNaN(row.Number(index)))
                samples.Add(samples.Open(column.Kind, column.Metric, column.Help, labels), row.Number(index), row.Labels);
        }
        else if (row.Histogram(index) is { } histogram)
        {
            if (samples.OpenHistogram(column.Metric, column.Help, histogram.Bounds, labels) is { } family)
                samples.AddHistogram(family, histogram.Buckets, histogram.Sum, row.Labels);
            else
                problems.Add(column.Name, Reason.Malformed, "the bounds are not those that it had at first");
        }
    }
}
