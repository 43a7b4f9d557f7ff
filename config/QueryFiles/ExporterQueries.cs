using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Validation;

namespace MetricsAgent.Config.QueryFiles;

/// <summary>postgres_exporter's queries in the configuration's own words: the same names, kinds and labels.</summary>
internal static class ExporterQueries
{
    /// <summary>It runs them at every scrape.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    static readonly Dictionary<string, QueryValueType> Values = new()
    {
        ["COUNTER"] = QueryValueType.Counter,
        ["GAUGE"] = QueryValueType.Gauge,
        ["HISTOGRAM"] = QueryValueType.Histogram,
        ["MAPPEDMETRIC"] = QueryValueType.Gauge,
        ["DURATION"] = QueryValueType.Duration,
    };

    static readonly string[] Usages = [.. Values.Keys, "LABEL", "DISCARD"];

    public static LoadedQuery Convert(string name, ExporterQuery query, Problems problems)
    {
        var path = KeyPath.Child("", name);
        var labels = new List<string>();
        var values = new Dictionary<string, QueryValue>();
        var loaded = new LoadedQuery(new() { Name = name, Sql = query.Query, Runonserver = query.RunOnServer, ExporterStyle = true }, problems, path)
        {
            Places = { ["name"] = path, ["sql"] = $"{path}.query", ["values"] = $"{path}.metrics" },
        };
        for (var i = 0; i < query.Metrics.Count; i++)
        {
            foreach (var (column, metric) in query.Metrics[i])
                Convert(loaded, column, metric, KeyPath.Child($"{path}.metrics[{i}]", column), labels, values);
        }

        loaded.Query.Interval = query.CacheSeconds > 0 ? TimeSpan.FromSeconds(Math.Max(query.CacheSeconds, QueryValidator.ShortestSeconds)) : Interval;
        loaded.Query.Labels = labels;
        loaded.Query.Values = values;
        return loaded;
    }

    static void Convert(
        LoadedQuery loaded, string column, ExporterMetric metric, string path, List<string> labels, Dictionary<string, QueryValue> values)
    {
        var key = metric.Usage == "LABEL" ? $"labels[{labels.Count}]" : KeyPath.Child("values", column);
        if (values.ContainsKey(column) || labels.Contains(column))
        {
            loaded.Problems.Report(path, "is there twice");
        }
        else if (!Usages.Contains(metric.Usage))
        {
            var hint = Suggestion.For(metric.Usage, Usages) is { } meant ? $" (did you mean {meant}?)" : "";
            loaded.Problems.Report($"{path}.usage", $"must be one of {string.Join(", ", Usages)}, not {Quote.Text(metric.Usage)}{hint}");
        }
        else
        {
            loaded.Places[key] = path;
            if (metric.Usage == "LABEL")
                labels.Add(column);
            else
                values.Add(column, Value(loaded.Query.Name, column, metric));
        }
    }

    static QueryValue Value(string query, string column, ExporterMetric metric) => new()
    {
        Type = Values.GetValueOrDefault(metric.Usage, QueryValueType.Discard),
        Metric = metric.Usage == "DURATION" ? $"{query}_{column}_milliseconds" : "",
        Help = metric.Description,
        Mapping = metric.Usage == "MAPPEDMETRIC" ? metric.MetricMapping : new Dictionary<string, double>(),
    };
}
