using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Rules;

public sealed class LabelsTests
{
    [Test]
    public void Labels_are_sorted_by_name_and_the_last_of_a_name_counts()
    {
        Check([new("b", "1"), new("a", "2"), new("B", "3")], """{B="3",a="2",b="1"}""");
        Check([new("a", "1"), new("b", "2"), new("a", "3")], """{a="3",b="2"}""");
        Check([new("a", "1"), new("b", "2"), new("a", "")], """{b="2"}""");
        Check([new("a", ""), new("a", "1")], """{a="1"}""");
        Check([new("a", "")], "{}");
        Check([], "{}");

        static void Check(Label[] labels, string want) => Assert.That(Labels.Of(labels).ToString(), Is.EqualTo(want));
    }

    [Test]
    public void Thousands_of_labels_are_as_well_sorted_as_a_few()
    {
        var random = new Random(1);
        Label[] labels = [.. Enumerable.Range(0, 20_000).Select(i => new Label($"l{random.Next(5000)}", i % 9 == 0 ? "" : $"{i}"))];
        var want = labels.GroupBy(label => label.Name).Select(same => same.Last()).Where(label => label.Value.Length > 0).OrderBy(label => label.Name, StringComparer.Ordinal);
        Assert.That(Labels.Of(labels).ToArray(), Is.EqualTo(want));
    }

    [Test]
    public void Without_the_metric_are_the_same_labels_as_if_they_had_never_had_it()
    {
        Check([new("__name__", "up"), new("job", "a")], [new("job", "a")]);
        Check([new("A", "1"), new("__name__", "up"), new("job", "a")], [new("A", "1"), new("job", "a")]);
        Check([new("__name__", "up"), new("__type__", "gauge"), new("__unit__", "seconds"), new("job", "a")], [new("job", "a")]);
        Check([new("__name__", "up")], []);
        Check([new("job", "a")], [new("job", "a")]);

        static void Check(Label[] labels, Label[] want)
        {
            var all = Labels.Of(labels);
            var (made, wanted) = (all.WithoutMetric, Labels.Of(want));
            Assert.That(made, Is.EqualTo(wanted));
            Assert.That(made.GetHashCode(), Is.EqualTo(wanted.GetHashCode()));
            Assert.That((made.Count, made.ToString(), made.Name), Is.EqualTo((want.Length, wanted.ToString(), "")));
            Assert.That(made.ToArray(), Is.EqualTo(want));
            Assert.That(made.With("z", "1"), Is.EqualTo(wanted.With("z", "1")));
            Assert.That(made.Only(["A", "job", "__name__"]), Is.EqualTo(wanted));
            Assert.That(made.Without(["job", "A"]), Is.SameAs(Labels.None));
            Assert.That(made.WithoutMetric, Is.EqualTo(made));
            Assert.That(all.WithoutMetric, Is.SameAs(made), "made once");
            Assert.That(all.ToArray(), Is.EqualTo(labels), "and leaves them as they are");
        }
    }
}
