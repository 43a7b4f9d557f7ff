using MetricsAgent.Collectors;

namespace MetricsAgent.Http;

/// <summary>Which collectors a scrape asks for: a domain in the path, <c>collect[]</c> or <c>exclude[]</c> in the query.</summary>
/// <param name="Wanted">By the collector's name; null means all.</param>
/// <param name="KnowsDomain">The path's domain exists.</param>
/// <param name="IsQueried">The query says which.</param>
internal sealed record CollectorFilter(Predicate<string>? Wanted, bool KnowsDomain, bool IsQueried = false)
{
    /// <summary>The filter, or an error text that says what would be right.</summary>
    internal static (CollectorFilter Filter, string? Error) Of(
        string domain, IReadOnlyCollection<string?> collect, IReadOnlyCollection<string?> exclude, IEnumerable<CollectorInstance> instances)
    {
        if (domain.Length == 0 && collect.Count == 0 && exclude.Count == 0)
            return (new(null, true), null);

        string[] known = [.. instances.Select(instance => instance.Name).Distinct().Order(StringComparer.Ordinal)];
        string[] domains = [.. Catalogue.All.Select(entry => entry.Domain).Distinct()];
        if (domain.Length > 0 && Array.IndexOf(domains, domain) < 0)
            return (new(null, false), $"No collectors are called '{domain}'. There are /metrics/{string.Join(", /metrics/", domains)}.\n");
        if (collect.Count > 0 && exclude.Count > 0)
            return (new(null, true), "collect[] and exclude[] cannot be combined: use one of them.\n");
        if (collect.Concat(exclude).FirstOrDefault(name => !domains.Contains(name) && !Array.Exists(known, candidate => CollectorName.Matches(candidate, name))) is { } stranger)
            return (new(null, true), $"No collector is called '{stranger}'. There are: {string.Join(", ", known)}.{CollectorName.Whole(stranger)}\n");
        return (new(name =>
            (domain.Length == 0 || CollectorName.Matches(name, domain))
            && (collect.Count == 0 || collect.Any(wanted => CollectorName.Matches(name, wanted)))
            && !exclude.Any(unwanted => CollectorName.Matches(name, unwanted)), true, collect.Count + exclude.Count > 0), null);
    }
}
