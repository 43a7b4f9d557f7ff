using MetricsAgent.Metrics;

namespace MetricsAgent.Http.Api;

/// <summary><c>/api/v1/metadata</c>: type and help of the families that are exposed now, as a Prometheus knows them that scrapes them as text.</summary>
static class MetadataEndpoint
{
    internal static ApiData Answer(ApiParameters parameters, SnapshotView view)
    {
        var limit = parameters.Text("limit").Length == 0 ? int.MaxValue : Number(parameters, "limit");
        var perMetric = parameters.Text("limit_per_metric").Length == 0 ? int.MaxValue : Number(parameters, "limit_per_metric");
        var metric = parameters.Text("metric");
        List<SampleColumn> columns = [];
        view.Collect(columns);
        var families = columns.Select(column => column.Family).Where(family => metric.Length == 0 || family.Name == metric)
            .GroupBy(family => family.Name).OrderBy(same => same.Key, StringComparer.Ordinal).Take(limit)
            .Select(same => (same.Key, Facts: same.Select(family => (Word(family.Kind), family.Help, family.Unit)).Distinct().Take(perMetric).ToArray())).ToArray();
        return new(json =>
        {
            json.WriteStartObject();
            foreach (var (name, facts) in families)
            {
                json.WriteStartArray(name);
                foreach (var (type, help, unit) in facts)
                {
                    json.WriteStartObject();
                    json.WriteString("type", type);
                    json.WriteString("unit", unit);
                    json.WriteString("help", help);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
    }

    static string Word(FamilyKind kind) => kind switch
    {
        FamilyKind.Counter => "counter",
        FamilyKind.Gauge or FamilyKind.Info or FamilyKind.StateSet => "gauge",
        FamilyKind.Histogram => "histogram",
        FamilyKind.Summary => "summary",
        _ => "unknown",
    };

    /// <summary>Prometheus takes a negative one for none.</summary>
    static int Number(ApiParameters parameters, string name) => int.TryParse(parameters.Text(name), out var number)
        ? number < 0 ? int.MaxValue : number
        : throw new ApiException(ApiErrorType.BadData, $"{name} must be a number");
}
