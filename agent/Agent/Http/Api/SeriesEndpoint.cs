using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql.Operators;

namespace MetricsAgent.Http.Api;

/// <summary><c>/api/v1/series</c>, <c>/api/v1/labels</c> and <c>/api/v1/label/NAME/values</c>: what there is to ask for.</summary>
static class SeriesEndpoint
{
    internal static ApiData Series(ApiParameters parameters, ISeriesSource source)
    {
        var limit = parameters.Limit();
        if (!parameters.All("match[]").Any())
            throw new ApiException(ApiErrorType.BadData, "no match[] parameter provided");
        Labels[] all = [.. Select(parameters, source).Order(Comparer<Labels>.Create(SeriesOrder.Compare))];
        return new(json =>
        {
            json.WriteStartArray();
            foreach (var series in all.Take(limit))
                ResultJson.WriteLabels(json, series);
            json.WriteEndArray();
        }, all.Length > limit ? [ApiData.Truncated] : []);
    }

    internal static ApiData LabelNames(ApiParameters parameters, ISeriesSource source) =>
        Texts(parameters, source, series => series.ToArray().Select(label => label.Name));

    /// <param name="name">As it stands in the path: one that is not of letters, digits and underscores may be written <c>U__…</c>.</param>
    internal static ApiData LabelValues(ApiParameters parameters, ISeriesSource source, string name)
    {
        var label = EscapedName.Read(name);
        if (label.Length == 0)
            throw new ApiException(ApiErrorType.BadData, "invalid label name: \"\"");
        return Texts(parameters, source, series => series[label] is { Length: > 0 } value ? [value] : []);
    }

    static ApiData Texts(ApiParameters parameters, ISeriesSource source, Func<Labels, IEnumerable<string>> texts)
    {
        var limit = parameters.Limit();
        string[] all = [.. Select(parameters, source).SelectMany(texts).Distinct().Order(Utf8Order.Instance)];
        return new(json =>
        {
            json.WriteStartArray();
            foreach (var text in all.Take(limit))
                json.WriteStringValue(text);
            json.WriteEndArray();
        }, all.Length > limit ? [ApiData.Truncated] : []);
    }

    /// <summary>Every series that one of the selectors matches; all where there are none.</summary>
    static HashSet<Labels> Select(ApiParameters parameters, ISeriesSource source)
    {
        var start = parameters.Time("start", long.MinValue / 2);
        var end = parameters.Time("end", long.MaxValue / 2);
        var selectors = parameters.Matches();
        if (selectors.Count == 0)
            selectors.Add([]);
        HashSet<Labels> all = [];
        foreach (var matchers in selectors)
        {
            List<SeriesWindow> found = [];
            source.Select(matchers, start, end, found);
            all.UnionWith(found.Select(window => window.Labels));
        }

        return all;
    }
}
