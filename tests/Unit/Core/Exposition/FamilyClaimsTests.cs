using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

/// <summary>Families of one name that several programs, and the agent, have.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FamilyClaimsTests
{
    readonly FamilyClaims claims = new(name => name == "own" ? (FamilyKind.Counter, "Ours.") : null);
    readonly object first = new();
    readonly object second = new();

    [Test]
    public void The_first_ones_word_stands_until_it_has_the_family_no_more()
    {
        Assert.That(claims.Add("a", FamilyKind.Gauge, "A.", first), Is.EqualTo(FamilyConflict.None));
        Assert.That(claims.Add("a", FamilyKind.Gauge, "A.", second), Is.EqualTo(FamilyConflict.None));
        Assert.That(claims.Add("a", FamilyKind.Gauge, "B.", second), Is.EqualTo(FamilyConflict.Help));
        Assert.That(claims.Add("a", FamilyKind.Gauge, "", second), Is.EqualTo(FamilyConflict.None));
        Assert.That(claims.Add("a", FamilyKind.Counter, "A.", second), Is.EqualTo(FamilyConflict.Type));
        Assert.That(claims.Add("a", FamilyKind.Histogram, "A.", second), Is.EqualTo(FamilyConflict.Parts));
        claims.Remove("a", first);
        claims.Remove("a", second);
        Assert.That(claims.Add("a", FamilyKind.Histogram, "B.", second), Is.EqualTo(FamilyConflict.None));
        Assert.That(claims.Add("a", FamilyKind.Gauge, "A.", first), Is.EqualTo(FamilyConflict.Parts));
    }

    [Test]
    public void The_agents_own_word_stands_always()
    {
        Assert.That(claims.Add("own", FamilyKind.Counter, "Ours.", first), Is.EqualTo(FamilyConflict.None));
        Assert.That(claims.Add("own", FamilyKind.Counter, "Theirs.", first), Is.EqualTo(FamilyConflict.Help));
        Assert.That(claims.Add("own", FamilyKind.Untyped, "Ours.", first), Is.EqualTo(FamilyConflict.Type));
        Assert.That(claims.Add("own", FamilyKind.Summary, "Ours.", first), Is.EqualTo(FamilyConflict.Parts));
    }

    [Test]
    public void What_cannot_be_written_beside_the_others_is_left_out_and_told()
    {
        Assert.That(Poll("# TYPE a gauge\na 1\n# TYPE own gauge\nown 2\nb 3\n", out var conflicts), Does.Contain("own 2\n"));
        Assert.That(conflicts, Is.EqualTo((1, 0)));

        claims.Add("c", FamilyKind.Gauge, "", first);
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

    string Poll(string text, out (int Type, int Help) conflicts)
    {
        var families = new ForeignFamilies(100, (_, _) => false);
        var samples = new Samples();
        families.Begin();
        families.Read(Encoding.UTF8.GetBytes(text), "a");
        families.Claim(claims, out conflicts);
        families.Emit(samples);
        return Rendered.Text(samples);
    }
}
