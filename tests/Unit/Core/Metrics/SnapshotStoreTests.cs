using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Metrics;

public sealed class SnapshotStoreTests
{
    static readonly FamilySet Families = new("test");
    static readonly Family Gauge = Families.Gauge("test_gauge", "A gauge.", "n");

    [Test]
    public void A_snapshot_older_than_its_lifetime_is_not_handed_out()
    {
        var clock = new ManualClock();
        var store = new SnapshotStore(clock);
        var slot = store.Open("test", TimeSpan.FromSeconds(45));
        var samples = new Samples();
        samples.Add(Gauge, 1, "a");
        slot.Publish(samples.Freeze(clock.GetTimestamp()));

        clock.Advance(TimeSpan.FromSeconds(45));
        using (var view = store.Read())
            Assert.That(view.Count, Is.EqualTo(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        using (var view = store.Read())
            Assert.That(view.Count, Is.Zero);
    }

    [Test]
    public void A_view_reads_only_the_collectors_that_are_wanted()
    {
        var store = new SnapshotStore(TimeProvider.System);
        foreach (var name in new[] { "node.cpu", "postgres" })
        {
            var samples = new Samples();
            samples.Add(Gauge, 1, name);
            store.Open(name, TimeSpan.FromHours(1)).Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
        }

        using var view = store.Read(name => name == "postgres");
        Assert.That(view.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_reader_sees_whole_snapshots_while_the_writer_goes_on()
    {
        var store = new SnapshotStore(TimeProvider.System);
        var slot = store.Open("test", TimeSpan.FromHours(1));
        var samples = new Samples();
        string[] labels = [.. Enumerable.Range(0, 50).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        using var done = new CancellationTokenSource();

        var (read, torn) = (0, 0);

        Publish(0);
        var writer = Task.Run(() =>
        {
            // On a busy machine it may be long before the reader comes to read.
            for (var poll = 1; poll < 20_000 || (Volatile.Read(ref read) <= 100 && poll < 20_000_000); poll++)
                Publish(poll);
            done.Cancel();
        });
        List<SampleColumn> columns = [];
        while (!done.IsCancellationRequested)
        {
            using var view = store.Read();
            columns.Clear();
            view.Collect(columns);
            var column = columns.Single();
            for (var i = 0; i < column.Count; i++)
                torn += column.Value(i) == column.Value(0) ? 0 : 1;
            torn += column.Count == labels.Length ? 0 : 1;
            Volatile.Write(ref read, read + 1);
        }

        writer.Wait();
        Assert.That(torn, Is.Zero);
        Assert.That(read, Is.GreaterThan(100));

        void Publish(int poll)
        {
            foreach (var label in labels)
                samples.Add(Gauge, poll, label);
            slot.Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
        }
    }
}
