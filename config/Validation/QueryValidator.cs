using MetricsAgent.Config.QueryFiles;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Validation;

/// <summary>What runs, when and where.</summary>
internal static class QueryValidator
{
    /// <summary>Each is a connection or its turn on one.</summary>
    public const int ShortestSeconds = 5;

    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(ShortestSeconds);
    static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static void Check(LoadedQuery loaded, PostgresConfig config)
    {
        var query = loaded.Query;
        if (string.IsNullOrWhiteSpace(query.Sql))
            loaded.Report("sql", "is required");
        else if (!SqlStatement.IsOne(query.Sql))
            loaded.Report("sql", "must be one statement: put the others into queries of their own");
        else if (!SqlStatement.GivesRows(query.Sql))
            loaded.Report("sql", "must begin with select, with, values, table or show: it shares its session with the other queries");
        CheckTimes(loaded, query);
        CheckVersions(loaded, query);
        if (query.Databases.Length > 0 && query.Scope == QueryScope.Cluster)
            loaded.Report("databases", "needs scope: database", "scope");
        for (var i = 0; i < query.Targets.Count; i++)
            CheckTarget(loaded, $"targets[{i}]", query.Targets[i], [.. config.Targets.Select(target => target.Name)]);
    }

    static void CheckTimes(LoadedQuery loaded, QueryConfig query)
    {
        if (query.Interval < Shortest || query.Interval > Longest)
            loaded.Report("interval", $"must be between {Duration.Format(Shortest)} and 1d, not {Duration.Format(query.Interval)}");
        // As elsewhere, one that is not written is no longer than the interval beside it.
        if (query.Timeout > query.Interval && !loaded.Problems.Has(loaded.At("timeout")))
            query.Timeout = query.Interval;
        if (query.Timeout <= TimeSpan.Zero && query.Interval > TimeSpan.Zero)
            loaded.Report("timeout", "must be more than 0s");
        else if (query.Timeout > query.Interval)
            loaded.Report("timeout", $"must be at most the interval, {Duration.Format(query.Interval)}, not {Duration.Format(query.Timeout)}", "interval");
    }

    static void CheckVersions(LoadedQuery loaded, QueryConfig query)
    {
        if (query.MaxVersion > 0 && query.MaxVersion < query.MinVersion)
            loaded.Report("max_version", $"must be at least min_version, {query.MinVersion}, not {query.MaxVersion}", "min_version");
        if (query.Runonserver.Length > 0 && !VersionRange.TryParse(query.Runonserver, out _))
            loaded.Report("runonserver", $"must be versions such as '>=13.0.0 <16.0.0 || >=17.0.0', not {Quote.Text(query.Runonserver)}");
    }

    static void CheckTarget(LoadedQuery loaded, string key, string name, IReadOnlyList<string> known)
    {
        if (known.Contains(name))
            return;
        var hint = Suggestion.For(name, known) is { } meant ? $"did you mean '{meant}'?" : known.Count > 0 ? $"known are {string.Join(", ", known)}" : "there is none in the configuration";
        loaded.Report(key, $"names no target, {Quote.Text(name)} ({hint})");
    }
}
