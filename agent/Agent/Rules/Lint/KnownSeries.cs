using MetricsAgent.Collectors;
using MetricsAgent.Metrics;

namespace MetricsAgent.Rules.Lint;

/// <summary>The names of series that the agent exposes, from the catalogue, with what is known about their values.</summary>
static class KnownSeries
{
    static readonly Dictionary<string, Family> Families = Catalogue.All.SelectMany(entry => entry.Families)
        .SelectMany(family => family.SampleNames.Select(name => (name, family))).DistinctBy(each => each.name).ToDictionary(each => each.name, each => each.family);

    static readonly FamilyPattern[] Patterns = [.. Catalogue.All.SelectMany(entry => entry.Families.Patterns)];

    internal static IEnumerable<string> Names => Families.Keys;

    /// <summary>What the engine makes itself is known as well.</summary>
    internal static bool Has(string name) =>
        Families.ContainsKey(name) || name is "ALERTS" or "ALERTS_FOR_STATE" || Array.Exists(Patterns, pattern => pattern.Covers(name));

    /// <summary>Those that its collector gives it; none where it is not known.</summary>
    internal static IReadOnlyList<string> Labels(string name) => Families.TryGetValue(name, out var family) ? family.Labels : [];

    /// <summary>Null where it is not known; of a part of a histogram, that of a counter.</summary>
    internal static FamilyKind? Kind(string name) => Families.TryGetValue(name, out var family)
        ? family.Kind is FamilyKind.Histogram or FamilyKind.Summary ? FamilyKind.Counter : family.Kind
        : Array.Find(Patterns, pattern => pattern.Covers(name))?.Kind;

    internal static ValueRange Range(string name)
    {
        if (!Families.TryGetValue(name, out var family))
            return name == "ALERTS" ? new(1, 1) : Kind(name) == FamilyKind.Counter ? ValueRange.NotNegative : ValueRange.Any;
        return family.Kind switch
        {
            FamilyKind.Info => new(1, 1),
            FamilyKind.Counter => ValueRange.NotNegative,
            FamilyKind.Histogram when !name.EndsWith("_sum", StringComparison.Ordinal) => ValueRange.NotNegative,
            FamilyKind.Gauge when IsSwitch(family.Help) => new(0, 1),
            _ => ValueRange.Any,
        };
    }

    /// <summary>The catalogue's way to say that there is nothing but 0 and 1.</summary>
    static bool IsSwitch(string help) =>
        (help.StartsWith("1 when ", StringComparison.Ordinal) || help.StartsWith("1 for ", StringComparison.Ordinal))
        && (help.Contains("else 0", StringComparison.Ordinal) || help.Contains("otherwise 0", StringComparison.Ordinal) || help.Contains("0 for the others", StringComparison.Ordinal));
}
