using MetricsAgent.Config;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>One result of a query, row by row, as its columns' numbers and labels.</summary>
/// <param name="reader">With all values as texts.</param>
internal sealed class QueryResult(QueryConfig query, NpgsqlDataReader reader, QueryProblems problems)
{
    readonly QueryLayout layout = new(reader);

    internal IEnumerable<string> Names => layout.Names;

    /// <summary>Without one of them, different rows would be one series.</summary>
    internal bool HasLabels()
    {
        var missing = query.Labels.FirstOrDefault(label => layout.Find(label) < 0);
        if (missing is not null)
            problems.Missing(missing);
        return missing is null;
    }

    /// <summary>The row that the reader is at.</summary>
    internal void Read(QueryRow row, IReadOnlyList<QueryColumn> columns, string database)
    {
        row.Begin(columns.Count);
        ReadLabels(row, database);
        for (var i = 0; i < columns.Count; i++)
            Read(row, columns[i], i);
    }

    void ReadLabels(QueryRow row, string database)
    {
        var own = row.Labels.Length - query.Labels.Count;
        if (query.Scope == QueryScope.Database)
            row.Labels[own - 1] = database;
        for (var i = 0; i < query.Labels.Count; i++)
        {
            var ordinal = layout.Find(query.Labels[i]);
            var text = reader.Text(ordinal);
            row.Labels[own + i] = layout.Type(ordinal) != QueryNumber.Boolean ? text : text switch { "t" => "true", "f" => "false", _ => text };
        }
    }

    void Read(QueryRow row, QueryColumn column, int index)
    {
        var ordinal = layout.Find(column.Name);
        if (column.IsHistogram)
            row.Histogram(index) = ReadHistogram(column.Name);
        else if (ordinal < 0)
            problems.Missing(column.Name);
        else if (!reader.IsDBNull(ordinal))
            row.Number(index) = ReadNumber(column, reader.Text(ordinal), layout.Type(ordinal));
    }

    double? ReadNumber(QueryColumn column, string text, uint type)
    {
        if (!column.TryRead(text, type, out var number))
        {
            if (query.Values.ContainsKey(column.Name))
                problems.NoNumber(column, text);
            return null;
        }

        if (number is not double.NaN || column.Kind != FamilyKind.Counter)
            return number;
        problems.Add(column.Name, Reason.Malformed, "NaN is no value of a counter");
        return null;
    }

    QueryHistogram? ReadHistogram(string name)
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
}
