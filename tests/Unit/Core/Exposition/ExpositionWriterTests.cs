using System.Globalization;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ExpositionWriterTests
{
    readonly FamilySet families = new("test");

    [Test]
    public void Text_has_one_help_and_type_a_family_sorted_by_name()
    {
        var samples = Everything();
        Assert.That(Rendered.Text(samples), Is.EqualTo("""
            # HELP node_forks_total Forks: a \\ and a\nnew line and a "quote".
            # TYPE node_forks_total counter
            node_forks_total 7
            # HELP node_uname_info What the kernel calls itself.
            # TYPE node_uname_info gauge
            node_uname_info{release="6.1\"\\\n"} 1
            # HELP pg_stat_database_xact_commit Commits.
            # TYPE pg_stat_database_xact_commit counter
            pg_stat_database_xact_commit{datname=""} 1.5
            # HELP probe_seconds How long.
            # TYPE probe_seconds histogram
            probe_seconds_bucket{le="0.5"} 1
            probe_seconds_bucket{le="1"} 2
            probe_seconds_bucket{le="+Inf"} 3
            probe_seconds_sum 4.25
            probe_seconds_count 3
            # HELP vmstat As it came.
            # TYPE vmstat untyped
            vmstat{name="ünïcode"} -2

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void OpenMetrics_names_families_without_suffix_keeps_sample_names_and_ends_in_eof()
    {
        var samples = Everything();
        Assert.That(Rendered.Text(samples, ExpositionFormat.OpenMetrics), Is.EqualTo("""
            # HELP node_forks Forks: a \\ and a\nnew line and a \"quote\".
            # TYPE node_forks counter
            node_forks_total 7
            # HELP node_uname What the kernel calls itself.
            # TYPE node_uname info
            node_uname_info{release="6.1\"\\\n"} 1
            # HELP pg_stat_database_xact_commit Commits.
            # TYPE pg_stat_database_xact_commit unknown
            pg_stat_database_xact_commit{datname=""} 1.5
            # HELP probe_seconds How long.
            # TYPE probe_seconds histogram
            probe_seconds_bucket{le="0.5"} 1
            probe_seconds_bucket{le="1.0"} 2
            probe_seconds_bucket{le="+Inf"} 3
            probe_seconds_sum 4.25
            probe_seconds_count 3
            # HELP vmstat As it came.
            # TYPE vmstat unknown
            vmstat{name="ünïcode"} -2
            # EOF

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Nothing_to_expose_is_still_valid()
    {
        Assert.That(Rendered.Text(ExpositionFormat.Text), Is.Empty);
        Assert.That(Rendered.Text(ExpositionFormat.OpenMetrics), Is.EqualTo("# EOF\n"));
    }

    [Test]
    public void Two_collectors_with_the_same_family_share_one_header()
    {
        var family = families.Gauge("pg_up", "Up.");
        Samples[] both = [new(constantLabels: [new("server", "a")]), new(constantLabels: [new("server", "b")])];
        foreach (var samples in both)
            samples.Add(family, 1);

        var text = Rendered.Text(ExpositionFormat.Text, both);
        Assert.That(text, Is.EqualTo("# HELP pg_up Up.\n# TYPE pg_up gauge\npg_up{server=\"a\"} 1\npg_up{server=\"b\"} 1\n"));
    }

    [Test]
    public void A_collector_that_calls_a_family_another_kind_does_not_break_the_scrape()
    {
        var first = new Samples();
        first.Add(first.Open(FamilyKind.Gauge, "app_thing", "Thing."), 1);
        var second = new Samples();
        second.Add(second.Open(FamilyKind.Counter, "app_thing", "Thing.", "of"), 2, "another");
        var third = new Samples();
        third.AddHistogram(third.OpenHistogram("app_thing", "Thing.", [1.0])!, [1, 2], 3);

        Assert.That(Rendered.Text(ExpositionFormat.Text, first, second, third), Is.EqualTo("# HELP app_thing Thing.\n# TYPE app_thing gauge\napp_thing 1\napp_thing{of=\"another\"} 2\n"));
    }

    [Test]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var family = families.Gauge("a", "A.");
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "minus";
        try
        {
            CultureInfo.CurrentCulture = culture;
            var samples = new Samples();
            samples.Add(family, -1234.5);
            Assert.That(Rendered.Lines(samples), Is.EqualTo(["a -1234.5"]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    Samples Everything()
    {
        var samples = new Samples();
        samples.Add(families.Untyped("vmstat", "As it came.", "name"), -2, "ünïcode");
        samples.AddHistogram(families.Histogram("probe_seconds", "How long.", [0.5, 1]), [1, 2, 3], 4.25);
        samples.Add(families.Counter("pg_stat_database_xact_commit", "Commits.", "datname"), 1.5, "");
        samples.AddInfo(families.Info("node_uname_info", "What the kernel calls itself.", "release"), "6.1\"\\\n");
        samples.Add(families.Counter("node_forks_total", "Forks: a \\ and a\nnew line and a \"quote\"."), 7);
        return samples;
    }
}
