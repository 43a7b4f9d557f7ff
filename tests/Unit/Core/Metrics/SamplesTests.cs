using System.Buffers;
using System.Globalization;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Metrics;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SamplesTests
{
    readonly FamilySet families = new("test");

    [Test]
    public void Rows_emitted_in_any_order_come_out_grouped_by_family()
    {
        var a = families.Gauge("a", "A.", "x");
        var b = families.Gauge("b", "B.", "x");
        var samples = new Samples();
        samples.Add(a, 1, "1");
        samples.Add(b, 2, "1");
        samples.Add(a, 3, "2");

        Assert.That(Rendered.Lines(samples), Is.EqualTo(["a{x=\"1\"} 1", "a{x=\"2\"} 3", "b{x=\"1\"} 2"]));
    }

    [Test]
    public void A_label_set_that_comes_twice_is_dropped_and_counted()
    {
        var family = families.Gauge("a", "A.", "x");
        var samples = new Samples();
        samples.Add(family, 1, "same");
        samples.Add(family, 2, "same");

        Assert.That(Rendered.Lines(samples), Is.EqualTo(["a{x=\"same\"} 1"]));
        Assert.That(samples.DroppedDuplicates, Is.EqualTo(1));

        samples.Add(family, 3, "same");
        Assert.That(Rendered.Lines(samples), Is.EqualTo(["a{x=\"same\"} 3"]), "the next poll may use it again");
    }

    [Test]
    public void A_family_that_is_not_emitted_any_more_is_forgotten_and_its_place_is_anothers()
    {
        var (steady, rare) = (families.Gauge("a", "A."), families.Gauge("b", "B.", "x"));
        var samples = new Samples();
        samples.Add(rare, 1, "1");
        for (var poll = 0; poll < 200; poll++)
        {
            samples.Add(steady, poll);
            Assert.That(Rendered.Lines(samples), Does.Contain($"a {poll}"));
        }

        Assert.That(samples.Remembered, Is.EqualTo(1));
        samples.Add(families.Gauge("c", "C."), 3);
        samples.Add(rare, 2, "1");
        samples.Add(steady, 1);
        Assert.That(Rendered.Lines(samples), Is.EqualTo(["a 1", "b{x=\"1\"} 2", "c 3"]));
    }

    [Test]
    public void Series_above_the_budget_are_dropped_and_counted()
    {
        var family = families.Gauge("a", "A.", "x");
        var histogram = families.Histogram("h", "H.", [1, 2], "x");
        var samples = new Samples(budget: 6);
        for (var i = 0; i < 4; i++)
            samples.Add(family, i, i.ToString(CultureInfo.InvariantCulture));
        samples.AddHistogram(histogram, [1, 2, 3], 4, "does not fit: it has four lines");
        samples.Add(family, 9, "fits");

        Assert.That(Rendered.Lines(samples), Has.Length.EqualTo(5));
        Assert.That(samples.DroppedOverBudget, Is.EqualTo(1));
    }

    [Test]
    public void The_number_of_labels_is_checked()
    {
        var family = families.Gauge("a", "A.", "x");
        Assert.That(() => new Samples().Add(family, 1), Throws.ArgumentException.With.Message.Contains("takes 1 labels, not 0"));
        Assert.That(() => new Samples().Add(family, 1, "1", "2"), Throws.ArgumentException.With.Message.Contains("takes 1 labels, not 2"));
    }

    [Test]
    public void Constant_labels_come_first_on_every_series()
    {
        var plain = families.Gauge("plain", "Plain.");
        var labelled = families.Gauge("labelled", "Labelled.", "x");
        var samples = new Samples(constantLabels: [new("server", "a\"b")]);
        samples.Add(plain, 1);
        samples.Add(labelled, 2, "y");

        Assert.That(Rendered.Lines(samples), Is.EqualTo(["labelled{server=\"a\\\"b\",x=\"y\"} 2", "plain{server=\"a\\\"b\"} 1"]));
    }

    [Test]
    public void A_constant_label_that_a_family_has_itself_is_refused()
    {
        var family = families.Gauge("a", "A.", "server");
        Assert.That(() => new Samples(constantLabels: [new("server", "x")]).Add(family, 1, "y"), Throws.ArgumentException.With.Message.Contains("'server'"));
    }

    [Test]
    public void A_cleared_poll_leaves_nothing_behind()
    {
        var family = families.Gauge("a", "A.", "x");
        var samples = new Samples();
        samples.Add(family, 1, "gone");
        samples.Unavailable(Reason.Error, "gone");
        samples.Clear();
        samples.Add(family, 2, "kept");

        Assert.That(samples.Freeze(0).Missing, Is.Empty);
        samples.Add(family, 2, "kept");
        Assert.That(Rendered.Lines(samples), Is.EqualTo(["a{x=\"kept\"} 2"]));
    }

    [Test]
    public void A_family_opened_at_run_time_is_the_same_next_time()
    {
        var samples = new Samples();
        var first = samples.Open(FamilyKind.Gauge, "node_memory_Foo_bytes", "Foo.");
        Assert.That(samples.Open(FamilyKind.Gauge, "node_memory_Foo_bytes", "Foo."), Is.SameAs(first));
    }

    [Test]
    public void Writers_that_share_a_pool_have_each_their_own_series()
    {
        var (plain, labelled, rare) = (families.Gauge("a", "A."), families.Gauge("b", "B.", "x"), families.Gauge("c", "C.", "x"));
        var pool = new SnapshotPool();
        Samples[] writers = [.. Enumerable.Range(0, 3).Select(i => new Samples(constantLabels: [new("name", $"{i}")], pool: pool))];
        for (var poll = 0; poll < 150; poll++)
        {
            writers[0].Add(plain, poll);
            writers[0].Add(labelled, 1, "one");
            writers[0].Add(labelled, 2, "two");
            // In another order, at the same time.
            writers[1].Add(labelled, 3, "two");
            writers[1].Add(plain, -poll);
            writers[1].Add(labelled, 4, "one");
            writers[1].Add(labelled, 5, "two");
            if (poll % 140 == 0)
                writers[2].Add(rare, poll, "one");

            Assert.That(Rendered.Text(ExpositionFormat.Text, writers).Split('\n').Where(line => !line.StartsWith('#') && line.Length > 0), Is.EqualTo(new[]
            {
                $"a{{name=\"0\"}} {poll}",
                $"a{{name=\"1\"}} {-poll}",
                "b{name=\"0\",x=\"one\"} 1",
                "b{name=\"0\",x=\"two\"} 2",
                "b{name=\"1\",x=\"two\"} 3",
                "b{name=\"1\",x=\"one\"} 4",
            }.Concat(poll % 140 == 0 ? [$"c{{name=\"2\",x=\"one\"}} {poll}"] : [])));
        }

        Assert.That(writers[1].DroppedDuplicates, Is.EqualTo(150));
    }

    [Test]
    public void Writers_that_share_a_pool_allocate_nothing_once_warm_whatever_one_of_them_leaves_out()
    {
        var (always, seldom) = (families.Gauge("a", "A.", "x"), families.Gauge("b", "B.", "x"));
        var pool = new SnapshotPool();
        var store = new SnapshotStore(TimeProvider.System);
        var writers = Enumerable.Range(0, 100).Select(_ => (Samples: new Samples(pool: pool), Slot: store.Open("test", TimeSpan.FromHours(1)))).ToArray();
        // Snapshots go from one writer to the next: each has to have been at the one that emits more.
        for (var i = 0; i < writers.Length + 10; i++)
            Poll();
        Assert.That(Allocation.Of(Poll), Is.Zero);

        void Poll()
        {
            foreach (var (samples, slot) in writers)
            {
                samples.Add(always, 1, "one");
                samples.Add(always, 2, "two");
                if (samples == writers[7].Samples)
                    samples.Add(seldom, 3, "one");
                slot.Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
            }
        }
    }

    [Test]
    public void Churning_label_sets_do_not_grow_the_interned_ones()
    {
        var family = families.Gauge("a", "A.", "x");
        var sets = new LabelSets(family, null);
        for (var poll = 1; poll <= 200; poll++)
        {
            sets.Begin(poll - 1, writers: 1);
            for (var i = 0; i < 100; i++)
                Assert.That(sets.Claim([$"{poll}-{i}"], poll), Is.Not.EqualTo(LabelSets.None));
        }

        Assert.That(sets.Count, Is.LessThanOrEqualTo(400));
    }

    [Test]
    public void Emitting_freezing_and_rendering_allocate_nothing_once_warm()
    {
        var gauge = families.Gauge("gauge", "Gauge.", "database", "state");
        var histogram = families.Histogram("histogram", "Histogram.", [0.1, 1, 10], "database");
        string[] names = [.. Enumerable.Range(0, 1000).Select(i => $"database {i}")];
        var samples = new Samples();
        var store = new SnapshotStore(TimeProvider.System);
        var slot = store.Open("test", TimeSpan.FromHours(1));
        var writer = new ExpositionWriter();
        var output = new ArrayBufferWriter<byte>(4 << 20);
        var polls = 0;

        for (var i = 0; i < 5; i++)
            Poll();
        Assert.That(Allocation.Of(Poll), Is.LessThan(512), "a scrape's own view and little else; 7,000 series were written");
        Assert.That(output.WrittenCount, Is.GreaterThan(100_000));

        void Poll()
        {
            polls++;
            foreach (var name in names)
            {
                samples.Add(gauge, 0.5 + polls, name, "active");
                samples.Add(gauge, polls, name, "idle");
                samples.AddHistogram(histogram, [1, 2, 3, polls], 4.5, name);
            }

            slot.Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
            output.ResetWrittenCount();
            using var view = store.Read();
            writer.Write(view, ExpositionFormat.OpenMetrics, output);
        }
    }
}
