using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.QueryFiles;

/// <summary>A query and where each of its keys is written, in a file of either format.</summary>
/// <param name="Problems">Those of its file.</param>
/// <param name="Path">Of the query in its file.</param>
internal sealed record LoadedQuery(QueryConfig Query, Problems Problems, string Path)
{
    /// <summary>Paths by this format's key, where the file's own are others.</summary>
    public Dictionary<string, string> Places { get; } = [];

    /// <summary>The path of a key: <c>values.created</c>.</summary>
    public string At(string key)
    {
        foreach (var above in KeyPath.Upwards(key))
            if (Places.TryGetValue(above, out var path))
                return path + key[above.Length..];
        return $"{Path}.{key}";
    }

    public void Report(string key, string message, params ReadOnlySpan<string> compares)
    {
        foreach (var other in compares)
            if (Problems.IsBroken(At(other)))
                return;
        Problems.Report(At(key), message);
    }

    /// <summary>For the message about another query.</summary>
    public string Where(string key) => $"the query {Quote.Text(Query.Name)} at {Problems.Place(At(key))}";
}
