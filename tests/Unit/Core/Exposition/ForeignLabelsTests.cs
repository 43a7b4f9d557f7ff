using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

/// <summary>A target's labels and those of its series, as Prometheus puts them together.</summary>
internal sealed class ForeignLabelsTests
{
    [Test]
    public void A_targets_labels_are_added_and_a_series_own_become_exported()
    {
        Check("a 1\n", isHonored: false, "a{instance=\"i\",job=\"j\"} 1");
        Check("a{x=\"1\"} 1\n", isHonored: false, "a{instance=\"i\",job=\"j\",x=\"1\"} 1");
        Check("a{job=\"b\"} 1\n", isHonored: false, "a{exported_job=\"b\",instance=\"i\",job=\"j\"} 1");
        Check("a{job=\"b\",exported_job=\"c\"} 1\n", isHonored: false, "a{exported_exported_job=\"b\",exported_job=\"c\",instance=\"i\",job=\"j\"} 1");
        Check("a{job=\"\"} 1\n", isHonored: false, "a{instance=\"i\",job=\"j\"} 1");
        Check("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\n", isHonored: false,
            "a_bucket{instance=\"i\",job=\"j\",le=\"+Inf\"} 1", "a_sum{instance=\"i\",job=\"j\"} 1", "a_count{instance=\"i\",job=\"j\"} 1");
    }

    [Test]
    public void With_honor_labels_a_series_keeps_its_own()
    {
        Check("a{job=\"b\"} 1\n", isHonored: true, "a{instance=\"i\",job=\"b\"} 1");
        Check("a{job=\"b\",instance=\"c\"} 1\n", isHonored: true, "a{instance=\"c\",job=\"b\"} 1");
        Check("a{job=\"\"} 1\n", isHonored: true, "a{instance=\"i\"} 1");
        Check("a{x=\"\"} 1\n", isHonored: true, "a{instance=\"i\",job=\"j\"} 1");
    }

    static void Check(string text, bool isHonored, params string[] want)
    {
        var families = new ForeignFamilies(100, (_, _) => false) { Labels = new([new("job", "j"), new("instance", "i")], isHonored) };
        var samples = new Samples();
        families.Begin();
        families.Read(Encoding.UTF8.GetBytes(text), "a");
        families.Emit(samples);
        Assert.That(families.Faults.Count, Is.Zero, text);
        Assert.That(Rendered.Lines(samples), Is.EqualTo(want), text);
    }
}
