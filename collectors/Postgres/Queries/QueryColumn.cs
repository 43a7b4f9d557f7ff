using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>A column of a query that is a family.</summary>
/// <param name="Name">In the result.</param>
/// <param name="Metric">The family's name.</param>
internal sealed record QueryColumn(string Name, string Metric, QueryValue Value)
{
    internal bool IsHistogram => Value.Type == QueryValueType.Histogram;

    internal FamilyKind Kind => Value.Type switch
    {
        QueryValueType.Counter => FamilyKind.Counter,
        QueryValueType.Histogram => FamilyKind.Histogram,
        QueryValueType.Untyped => FamilyKind.Untyped,
        _ => FamilyKind.Gauge,
    };

    internal string Help => Value.Help.Length > 0 ? Value.Help : $"Column {Name} of a query in the configuration.";

    /// <summary>Those that a query names, without those that it discards.</summary>
    internal static IEnumerable<QueryColumn> Of(QueryConfig query) =>
        from value in query.Values
        where value.Value.Type != QueryValueType.Discard
        select new QueryColumn(value.Key, query.Metric(value.Key), value.Value);

    /// <summary>The number that a text of the server stands for.</summary>
    /// <param name="type">The column's <c>oid</c> in <c>pg_type</c>.</param>
    /// <param name="number">Null where the text says that there is none.</param>
    internal bool TryRead(string text, uint type, out double? number)
    {
        var isRead = Value.Mapping.Count > 0 ? Value.Mapping.TryGetValue(text, out var read)
            : Value.Type == QueryValueType.Duration ? QueryDuration.TryReadMilliseconds(text, out read)
            : QueryNumber.TryRead(text, type, out read);
        number = !isRead || (Value.Type == QueryValueType.Duration && double.IsNaN(read)) ? null : read;
        return isRead;
    }
}
