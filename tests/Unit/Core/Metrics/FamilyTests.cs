using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Metrics;

public sealed class FamilyTests
{
    [Test]
    public void Declarations_that_no_scraper_would_accept_are_refused()
    {
        Check("9lives", "Help.", [], "'9lives' is not a metric name");
        Check("with-dash", "Help.", [], "'with-dash' is not a metric name");
        Check("", "Help.", [], "'' is not a metric name");
        Check("node_load1", " ", [], "node_load1 has no help");
        Check("node_load1", "Help.", ["le-gal"], "'le-gal' is not a label name");
        Check("node_load1", "Help.", ["__name__"], "'__name__' is not a label name");
        Check("node_load1", "Help.", ["a", "b", "a"], "label 'a' is declared twice");

        static void Check(string name, string help, string[] labels, string want)
        {
            var error = Assert.Throws<ArgumentException>(() => new FamilySet("test").Gauge(name, help, labels));
            Assert.That(error!.Message, Does.Contain(want));
        }
    }

    [Test]
    public void An_info_family_must_end_in_info() =>
        Assert.That(() => new FamilySet("test").Info("node_uname", "Help."), Throws.ArgumentException.With.Message.Contains("_info"));

    [Test]
    public void A_histogram_needs_ascending_finite_bounds_and_keeps_le_for_itself()
    {
        var set = new FamilySet("test");
        Assert.That(() => set.Histogram("h1", "Help.", []), Throws.ArgumentException.With.Message.Contains("bounds"));
        Assert.That(() => set.Histogram("h2", "Help.", [1, 1]), Throws.ArgumentException.With.Message.Contains("ascending"));
        Assert.That(() => set.Histogram("h3", "Help.", [1, double.PositiveInfinity]), Throws.ArgumentException.With.Message.Contains("finite"));
        Assert.That(() => set.Histogram("h4", "Help.", [1], "le"), Throws.ArgumentException.With.Message.Contains("le"));
    }

    [Test]
    public void A_name_is_declared_once_in_a_set()
    {
        var set = new FamilySet("test");
        set.Counter("node_forks_total", "Help.");
        Assert.That(() => set.Gauge("node_forks_total", "Help."), Throws.ArgumentException.With.Message.Contains("twice"));
    }
}
