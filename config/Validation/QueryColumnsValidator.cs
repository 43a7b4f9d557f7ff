using System.Text.RegularExpressions;
using MetricsAgent.Config.QueryFiles;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Columns that make families and labels which Prometheus takes.</summary>
internal static partial class QueryColumnsValidator
{
    /// <summary>Label of a query that runs in every database.</summary>
    const string Database = "datname";

    const string Bucket = "le";

    public static void Check(LoadedQuery loaded, PostgresConfig config)
    {
        var query = loaded.Query;
        for (var i = 0; i < query.Labels.Count; i++)
            CheckLabel(loaded, $"labels[{i}]", query.Labels[i], config, query.Labels.Take(i));
        if (query.Scope == QueryScope.Database && TargetWith(config, query, Database) is { } target)
            loaded.Report("scope", $"adds the label {Database}, which the target {Quote.Text(target)} has already");

        if (query.Values.Count == 0)
            loaded.Report("values", "is required: which columns are metrics");
        foreach (var (column, value) in query.Values)
            CheckValue(loaded, query, column, value);
    }

    static void CheckLabel(LoadedQuery loaded, string key, string label, PostgresConfig config, IEnumerable<string> before)
    {
        var query = loaded.Query;
        if (!LabelName().IsMatch(label))
            loaded.Report(key, $"must be a name of letters, digits and _, with neither a digit nor __ at its start, not {Quote.Text(label)}: rename the column in the SQL");
        else if (before.Contains(label))
            loaded.Report(key, "is there twice");
        else if (query.Values.ContainsKey(label))
            loaded.Report(key, $"cannot be a label and one of the values, {Quote.Text(label)}");
        else if (label == Bucket && query.Values.Values.Any(value => value.Type == QueryValueType.Histogram))
            loaded.Report(key, "must have another name: a histogram has the label 'le' itself");
        else if (label == Database && query.Scope == QueryScope.Database)
            loaded.Report(key, "must have another name: scope: database adds this label");
        else if (TargetWith(config, query, label) is { } target)
            loaded.Report(key, $"must have another name: the target {Quote.Text(target)} has the label {Quote.Text(label)} already");
    }

    static void CheckValue(LoadedQuery loaded, QueryConfig query, string column, QueryValue value)
    {
        if (value.Type == QueryValueType.Discard)
            return;
        var key = KeyPath.Child("values", column);
        if (value.Metric.Length > 0 && !MetricName().IsMatch(value.Metric))
            loaded.Report($"{key}.metric", $"must be the name of a metric, letters, digits, _ and :, not {Quote.Text(value.Metric)}");
        else if (!MetricName().IsMatch(query.Metric(column)) && MetricName().IsMatch(query.Name))
            loaded.Report(key, $"must have a name of letters, digits and _, or the key metric, not {Quote.Text(column)}");
        if (value.Mapping.Count > 0 && value.Type is QueryValueType.Histogram or QueryValueType.Duration)
            loaded.Report($"{key}.mapping", "is for gauges and counters", $"{key}.type");
    }

    static string? TargetWith(PostgresConfig config, QueryConfig query, string label) =>
        config.Targets.FirstOrDefault(target => query.RunsOnTarget(target.Name) && target.Labels.ContainsKey(label))?.Name;

    [GeneratedRegex(@"^(?!__)[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^[A-Za-z_:][A-Za-z0-9_:]*\z")]
    public static partial Regex MetricName();
}
