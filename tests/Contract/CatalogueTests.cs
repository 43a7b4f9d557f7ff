using MetricsAgent.Collectors;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Contract;

/// <summary>What holds for every collector, read from the catalogue: a new line in it is checked without a new test.</summary>
internal sealed class CatalogueTests
{
    static readonly string[] Domains = ["node", "container", "process", "pgbouncer", "postgres", "probe", "app", "self"];

    /// <summary>Prefixes whose names are this project's to choose; the others are as their exporters named them.</summary>
    static readonly string[] Own = ["agent_", "app_", "probe_"];

    static readonly string[] NotBaseUnits = ["_ms", "_millis", "_milliseconds", "_us", "_micros", "_minutes", "_hours", "_days", "_percent", "_pct", "_kb", "_mb", "_kilobytes", "_megabytes"];

    static IEnumerable<Family> Families => Catalogue.All.SelectMany(entry => entry.Families);

    [Test]
    public void A_constant_label_cannot_have_the_name_of_a_buckets() =>
        Assert.That(Catalogue.Labels("probe"), Does.Contain("le").And.Contain("phase"));

    [Test]
    public void Names_are_unique_and_sorted_within_their_domain()
    {
        Assert.That(Catalogue.All.Select(entry => entry.Name), Is.Unique);
        foreach (var domain in Catalogue.All.GroupBy(entry => entry.Domain))
            Assert.That(domain.Select(entry => entry.Name), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
    }

    [Test]
    public void Every_domain_is_known() => Assert.That(Catalogue.All.Select(entry => entry.Domain).Distinct(), Is.SubsetOf(Domains));

    [Test]
    public void Every_entry_declares_families_and_what_they_are_read_from()
    {
        foreach (var entry in Catalogue.All)
        {
            Assert.That(entry.Families.Count + entry.Families.Patterns.Count, Is.Positive, entry.Name);
            Assert.That(entry.Families.Source, Is.Not.Empty, entry.Name);
        }
    }

    [Test]
    public void No_family_is_declared_by_two_collectors() => Assert.That(Families.Select(family => family.Name), Is.Unique);

    [Test]
    public void No_family_of_a_probe_has_a_label_that_every_target_has() =>
        Assert.That(Catalogue.All.Where(entry => entry.Domain == "probe").SelectMany(entry => entry.Families).Where(family => family.Labels.Intersect(["name", "target"]).Any()), Is.Empty);

    [Test]
    public void No_two_families_have_one_name_in_OpenMetrics() => Assert.That(Families.Select(OpenMetricsName), Is.Unique);

    [Test]
    public void No_familys_samples_look_like_a_histograms()
    {
        var parts = Families.Where(family => family.Kind == FamilyKind.Histogram)
            .SelectMany(family => new[] { $"{family.Name}_bucket", $"{family.Name}_count", $"{family.Name}_sum" });
        Assert.That(Families.Select(family => family.Name).Intersect(parts), Is.Empty);
    }

    [Test]
    public void Every_help_is_a_sentence() =>
        Assert.That(Helps.Where(family => !family.Help.EndsWith('.') || char.IsAsciiLetterLower(family.Help[0])), Is.Empty);

    [Test]
    public void Own_counters_end_in_total_and_nothing_else_does() =>
        Assert.That(OwnFamilies.Where(family => family.Kind == FamilyKind.Counter != family.Name.EndsWith("_total", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Own_families_have_base_units() =>
        Assert.That(OwnFamilies.Where(family => NotBaseUnits.Any(unit => $"{family.Name}_".Contains($"{unit}_", StringComparison.Ordinal))), Is.Empty);

    static IEnumerable<(string Name, string Help)> Helps => Families.Select(family => (family.Name, family.Help))
        .Concat(Catalogue.All.SelectMany(entry => entry.Families.Patterns).Select(pattern => (pattern.Name, pattern.Help)));

    static IEnumerable<Family> OwnFamilies => Families.Where(family => Own.Any(prefix => family.Name.StartsWith(prefix, StringComparison.Ordinal)));

    static string OpenMetricsName(Family family) => family.Kind switch
    {
        FamilyKind.Counter when family.Name.EndsWith("_total", StringComparison.Ordinal) => family.Name[..^"_total".Length],
        FamilyKind.Info => family.Name[..^"_info".Length],
        _ => family.Name,
    };
}
