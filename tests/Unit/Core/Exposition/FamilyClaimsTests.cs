using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

/// <summary>Families of one name that several programs, and the agent, have.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FamilyClaimsTests
{
    readonly FamilyClaims claims = new(name => name is "own" or "our_count" ? (FamilyKind.Counter, "Ours.") : null);
    readonly ClaimHolder first = new("first", 0);
    readonly ClaimHolder second = new("second", 1);

    [Test]
    public void The_first_ones_word_stands_until_it_has_the_family_no_more()
    {
        Check("a", FamilyKind.Gauge, "A.", first, FamilyConflict.None);
        Check("a", FamilyKind.Gauge, "A.", second, FamilyConflict.None);
        Check("a", FamilyKind.Gauge, "B.", second, FamilyConflict.Help);
        Check("a", FamilyKind.Gauge, "", second, FamilyConflict.None);
        Check("a", FamilyKind.Counter, "A.", second, FamilyConflict.Type);
        Check("a", FamilyKind.Histogram, "A.", second, FamilyConflict.Parts, "a has the type gauge in first, which comes first");
        claims.Remove("a", first);
        claims.Remove("a", second);
        Check("a", FamilyKind.Histogram, "B.", second, FamilyConflict.None);
    }

    [Test]
    public void Who_comes_first_is_the_order_of_the_configuration_and_not_who_answered_first()
    {
        Check("a", FamilyKind.Gauge, "Second.", second, FamilyConflict.None);
        Check("a", FamilyKind.Counter, "First.", first, FamilyConflict.None);
        Check("a", FamilyKind.Gauge, "Second.", second, FamilyConflict.Type);
        Check("a", FamilyKind.Histogram, "First.", first, FamilyConflict.None);
        Check("a", FamilyKind.Gauge, "Second.", second, FamilyConflict.Parts, "a has the type histogram in first, which comes first");
    }

    [Test]
    public void A_family_with_the_name_of_a_part_of_anothers_is_left_out()
    {
        Check("h", FamilyKind.Histogram, "", first, FamilyConflict.None);
        Check("h_bucket", FamilyKind.Gauge, "", second, FamilyConflict.Parts, "h has the type histogram in first, which comes first");
        Check("h_count", FamilyKind.Counter, "", second, FamilyConflict.Parts, "h has the type histogram in first, which comes first");
        Check("h_max", FamilyKind.Gauge, "", second, FamilyConflict.None);
        Check("s_count", FamilyKind.Counter, "", first, FamilyConflict.None);
        Check("s", FamilyKind.Summary, "", second, FamilyConflict.Parts, "s_count has the type counter in first, which comes first");
        claims.Remove("s_count", first);
        Check("s", FamilyKind.Summary, "", second, FamilyConflict.None);

        // What is left out is in nobody's way.
        var third = new ClaimHolder("third", 2);
        Check("h", FamilyKind.Gauge, "", second, FamilyConflict.Parts, "h has the type histogram in first, which comes first");
        Check("h", FamilyKind.Histogram, "", third, FamilyConflict.None);
    }

    [Test]
    public void The_agents_own_word_stands_always()
    {
        Check("own", FamilyKind.Counter, "Ours.", first, FamilyConflict.None);
        Check("own", FamilyKind.Counter, "Theirs.", first, FamilyConflict.Help);
        Check("own", FamilyKind.Untyped, "Ours.", first, FamilyConflict.Type);
        Check("own", FamilyKind.Summary, "Ours.", first, FamilyConflict.Parts, "own has the type counter in the agent itself");
        Check("own_count", FamilyKind.Gauge, "", first, FamilyConflict.None);
        Check("our", FamilyKind.Histogram, "", first, FamilyConflict.Parts, "our_count has the type counter in the agent itself");
    }

    [Test]
    public void A_scrape_never_has_a_histogram_beside_a_family_with_the_name_of_its_part()
    {
        Samples parts = new(), histogram = new(), other = new();
        parts.Add(new("h_count", FamilyKind.Counter, "", []), 1);
        histogram.AddHistogram(new("h", FamilyKind.Histogram, "", [], [1.0]), [1, 1], 1);
        other.Add(new("h_max", FamilyKind.Gauge, "", []), 3);
        const string Want = "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n# TYPE h_max gauge\nh_max 3\n";
        Assert.That(Rendered.Text(ExpositionFormat.Text, parts, histogram, other), Is.EqualTo(Want));
    }

    [Test]
    public void What_cannot_be_written_beside_the_others_is_left_out_and_told()
    {
        Assert.That(Poll("# TYPE a gauge\na 1\n# TYPE own gauge\nown 2\nb 3\n", out var conflicts), Does.Contain("own 2\n"));
        Assert.That(conflicts, Is.EqualTo((1, 0)));

        _ = claims.Add("c", FamilyKind.Gauge, "", first);
        Assert.That(Poll("# TYPE c summary\nc_count 1\nc_sum 1\nb 3\n", out conflicts), Is.EqualTo("# TYPE b untyped\nb 3\n"));
        Assert.That(conflicts, Is.EqualTo((1, 0)));
    }

    [Test]
    public void A_scrape_has_one_header_under_the_type_of_the_first()
    {
        Samples counter = new(), gauge = new(), histogram = new();
        counter.Add(new("a_total", FamilyKind.Counter, "First.", []), 1);
        gauge.Add(new("a_total", FamilyKind.Gauge, "Second.", ["x"]), 2, "y");
        histogram.AddHistogram(new("a_total", FamilyKind.Histogram, "Third.", [], [1.0]), [1, 1], 1);
        Assert.That(Rendered.Text(ExpositionFormat.Text, counter, gauge, histogram), Is.EqualTo("# HELP a_total First.\n# TYPE a_total counter\na_total 1\na_total{x=\"y\"} 2\n"));
    }

    void Check(string name, FamilyKind kind, string help, ClaimHolder holder, FamilyConflict want, string why = "") =>
        Assert.That(claims.Add(name, kind, help, holder), Is.EqualTo(new FamilyVerdict(want, why)), $"{name} {kind}");

    string Poll(string text, out (int Type, int Help) conflicts)
    {
        var families = new ForeignFamilies(100, (_, _) => false);
        var samples = new Samples();
        families.Begin();
        families.Read(Encoding.UTF8.GetBytes(text), "a");
        families.Claim(claims, second, out conflicts);
        families.Emit(samples);
        return Rendered.Text(samples);
    }
}
