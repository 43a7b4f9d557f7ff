using MetricsAgent.Config.QueryFiles;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>A query is known by its name in metrics and logs, and a family comes from one source only.</summary>
internal static class QueryNamesValidator
{
    public static void Check(IReadOnlyList<LoadedQuery> queries, Surroundings around)
    {
        var first = new Dictionary<string, LoadedQuery>();
        var owners = new Dictionary<string, List<(LoadedQuery Query, string Column)>>();
        foreach (var loaded in queries)
        {
            var name = loaded.Query.Name;
            if (name.Length == 0)
                loaded.Report("name", "is required: it is the first part of the metrics' names");
            else if (!QueryColumnsValidator.MetricName().IsMatch(name))
                loaded.Report("name", $"must be letters, digits, _ and :, with no digit at its start, not {Quote.Text(name)}");
            else if (!first.TryAdd(name, loaded))
                loaded.Report("name", $"must be unique, but there is {first[name].Where("name")} too");
            else
                CheckFamilies(loaded, around, owners);
        }
    }

    static void CheckFamilies(LoadedQuery loaded, Surroundings around, Dictionary<string, List<(LoadedQuery Query, string Column)>> owners)
    {
        foreach (var (column, value) in loaded.Query.Values.Where(each => each.Value.Type != QueryValueType.Discard))
        {
            foreach (var name in SampleNames(loaded.Query.Metric(column), value.Type))
            {
                if (!owners.TryGetValue(name, out var before))
                    owners.Add(name, before = []);
                if (around.Families?.GetValueOrDefault(name) is { } collector)
                    Report(loaded, column, value, $"{Quote.Text(name)} is a metric of the collector {collector}, leave it out here");
                else if (before.Find(each => Meet(each.Query.Query, loaded.Query)) is { Query: not null } other)
                    Report(loaded, column, value, $"{Quote.Text(name)} is a metric of {other.Query.Where(KeyPath.Child("values", other.Column))}");
                else
                    before.Add((loaded, column));
            }
        }
    }

    static void Report(LoadedQuery loaded, string column, QueryValue value, string taken) =>
        loaded.Report(value.Metric.Length > 0 ? $"{KeyPath.Child("values", column)}.metric" : KeyPath.Child("values", column), $"must make another name: {taken}");

    static IEnumerable<string> SampleNames(string family, QueryValueType type) =>
        type == QueryValueType.Histogram ? [family, $"{family}_bucket", $"{family}_sum", $"{family}_count"] : [family];

    /// <summary>Both run on some server; a family may have one query for old versions and one for new.</summary>
    static bool Meet(QueryConfig a, QueryConfig b) =>
        (a.Targets.Count == 0 || b.Targets.Count == 0 || a.Targets.Intersect(b.Targets).Any())
        && (a.MaxVersion == 0 || b.MinVersion <= a.MaxVersion) && (b.MaxVersion == 0 || a.MinVersion <= b.MaxVersion);
}
