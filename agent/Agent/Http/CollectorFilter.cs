using MetricsAgent.Collectors;
using MetricsAgent.Commands;
using MetricsAgent.Metrics;

namespace MetricsAgent.Http;

/// <summary>Which collectors a scrape asks for: a domain in the path, <c>collect[]</c> or <c>exclude[]</c> in the query.</summary>
/// <param name="Wanted">By the collector's name; null means all.</param>
/// <param name="Shown">Which families of one that is wanted; null means all.</param>
/// <param name="KnowsDomain">The path's domain exists.</param>
/// <param name="IsQueried">The query says which.</param>
internal sealed record CollectorFilter(Predicate<string>? Wanted, Func<string, Family, bool>? Shown, bool KnowsDomain, bool IsQueried = false)
{
    /// <summary>The filter, or an error text that says what would be right.</summary>
    internal static (CollectorFilter Filter, string? Error) Of(
        string domain, IReadOnlyCollection<string?> collect, IReadOnlyCollection<string?> exclude, IEnumerable<CollectorInstance> instances)
    {
        if (domain.Length == 0 && collect.Count == 0 && exclude.Count == 0)
            return (new(null, null, true), null);

        string[] known = [.. instances.Select(instance => instance.Name).Distinct().Order(StringComparer.Ordinal)];
        string[] domains = [.. Catalogue.All.Select(entry => entry.Domain).Distinct()];
        if (domain.Length > 0 && Array.IndexOf(domains, domain) < 0)
            return (new(null, null, false), $"No collectors are called '{domain}'. There are /metrics/{string.Join(", /metrics/", domains)}.\n");
        if (collect.Count > 0 && exclude.Count > 0)
            return (new(null, null, true), "collect[] and exclude[] cannot be combined: use one of them.\n");
        WantedCollector[] named = [.. collect.Concat(exclude).Select(name => WantedCollector.Of(name ?? ""))];
        if (Array.Find(named, each => !domains.Contains(each.Text) && !(each.Target is null && Array.Exists(known, each.IsOf))) is { } stranger)
            return (new(null, null, true), $"{Missing(stranger)} There are: {string.Join(", ", known)}; and what 'metrics-agent collectors list' says is polled by one of them.\n");

        var isIn = collect.Count > 0;
        return (new(
            name => (domain.Length == 0 || CollectorName.Matches(name, domain))
                && (isIn ? Array.Exists(named, each => each.IsOf(name)) : !Array.Exists(named, each => each.TakesWhole(name))),
            named.Length == 0 ? null : (name, family) => isIn == Array.Exists(named, each => each.TakesWhole(name) || (each.IsPartOf(name) && each.Owns(family))),
            true, named.Length > 0), null);
    }

    static string Missing(WantedCollector wanted) =>
        Catalogue.All.Any(entry => CollectorName.Matches(entry.Name, wanted.Text))
            ? $"'{wanted.Text}' is not switched on, or has no target."
            : $"No collector is called '{wanted.Text}'.";
}
