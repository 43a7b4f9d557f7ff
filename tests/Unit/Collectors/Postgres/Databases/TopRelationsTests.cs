using MetricsAgent.Collectors.Postgres.Databases;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres.Databases;

public sealed class TopRelationsTests
{
    static readonly FamilySet Families = new("a test");

    static readonly RelationColumn[] Columns =
    [
        new(new(Families.Gauge("size", "Bytes.", "name"), ""), Grouping.Sum, RelationRank.Size),
        new(new(Families.Counter("work", "Rows.", "name"), ""), Grouping.Count, RelationRank.Activity),
        new(new(Families.Gauge("age", "Transactions.", "name"), ""), Grouping.Most),
        new(new(Families.Gauge("cleaned", "When.", "name"), ""), Grouping.MostOfPartitions),
    ];

    TopRelations top = null!;

    [SetUp]
    public void Create() => top = new(Columns, top: 2);

    [Test]
    public void The_first_reading_is_what_the_server_says()
    {
        Read(0, (1, 1, 100, 10), (2, 2, 90, 9), (3, 3, 1, 8), (4, 4, 2, 7));
        Assert.That(Shown("size"), Is.EqualTo("t1=100 t2=90 other=3"));
        Assert.That(Shown("work"), Is.EqualTo("t1=10 t2=9 other=15"));
        Assert.That(Shown("age"), Is.EqualTo("t1=1 t2=2 other=4"));
        Assert.That(Shown("cleaned"), Is.EqualTo("t1=1 t2=2"), "of tables that have nothing to do with each other it means nothing");
    }

    [Test]
    public void Few_tables_have_no_others()
    {
        Read(0, (1, 1, 100, 10));
        Assert.That(Shown("size"), Is.EqualTo("t1=100"));
    }

    [Test]
    public void Partitions_are_shown_as_their_root()
    {
        Read(0, (1, 9, 100, 10), (2, 9, 50, 5));
        Read(1, (2, 9, 50, 7));
        Assert.That(Shown("size"), Is.EqualTo("t9=50"));
        Assert.That(Shown("work"), Is.EqualTo("t9=17"), "a partition that is dropped takes no work with it");
    }

    [Test]
    public void A_table_that_is_new_or_was_reset_has_gained_all_that_it_says()
    {
        Read(0, (1, 1, 100, 10), (2, 2, 90, 10), (3, 3, 1, 10));
        Read(1, (1, 1, 100, 4), (2, 2, 90, 10), (3, 3, 1, 10), (4, 4, 1, 7));
        Assert.That(Shown("work"), Is.EqualTo("t1=14 t2=10 other=17"));
    }

    [Test]
    public void Another_server_gains_nothing()
    {
        Read(0, (1, 1, 100, 10));
        top.Rebase();
        Read(1, (1, 1, 100, 1_000_000));
        Read(2, (1, 1, 100, 1_000_003));
        Assert.That(Shown("work"), Is.EqualTo("t1=13"));
    }

    [Test]
    public void Who_comes_into_the_upper_half_takes_the_place_of_who_left_the_top_and_nothing_is_lost()
    {
        Read(0, (1, 1, 100, 0), (2, 2, 90, 0), (3, 3, 1, 0));
        // The third is the first by work, the first by size is still that.
        Read(1, (1, 1, 100, 1), (2, 2, 90, 2), (3, 3, 200, 50));
        Assert.That(Shown("work"), Is.EqualTo("t1=1 t3=50 other=52"));
        Read(2, (1, 1, 100, 2), (2, 2, 90, 4), (3, 3, 200, 60));
        Assert.That(Shown("work"), Is.EqualTo("t1=2 t3=60 other=54"));
    }

    [Test]
    public void A_place_near_the_end_of_the_top_does_not_change_hands_with_every_reading()
    {
        Read(0, (1, 1, 100, 0), (2, 2, 90, 0), (3, 3, 80, 0));
        for (var minute = 1; minute < 15; minute++)
        {
            Read(minute, (1, 1, 100, 0), (2, 2, 90, 0), (3, 3, 95, 0));
            Assert.That(Shown("size"), Is.EqualTo("t1=100 t2=90 other=95"), $"minute {minute}");
        }

        Read(15, (1, 1, 100, 0), (2, 2, 90, 0), (3, 3, 95, 0));
        Assert.That(Shown("size"), Is.EqualTo("t1=100 t3=95 other=90"));
    }

    [Test]
    public void A_dropped_table_leaves_its_place_at_once()
    {
        Read(0, (1, 1, 100, 5), (2, 2, 90, 5), (3, 3, 80, 5));
        Read(1, (1, 1, 100, 5), (3, 3, 80, 5));
        Assert.That(Shown("size"), Is.EqualTo("t1=100 t3=80"));
        Assert.That(Shown("work"), Is.EqualTo("t1=5 t3=5 other=5"), "a counter that was shown stays");
    }

    [Test]
    public void What_the_server_does_not_have_is_absent()
    {
        Read(0, (1, 1, 100, double.NaN), (2, 2, 90, double.NaN), (3, 3, 80, double.NaN));
        Read(1, (1, 1, 100, double.NaN), (2, 2, 90, double.NaN), (3, 3, 80, double.NaN));
        Assert.That(Shown("work"), Is.Empty);
    }

    void Read(double minute, params (uint Oid, uint Root, double Size, double Work)[] rows)
    {
        top.Begin();
        foreach (var (oid, root, size, work) in rows)
        {
            top.Root(oid, root).Labels = [$"t{root}"];
            top.Count(oid, [size, work, oid, oid]);
        }

        top.End(TimeSpan.FromMinutes(minute));
    }

    string Shown(string family)
    {
        var samples = new Samples();
        top.Emit(samples, ["other"]);
        var lines = Exposed.Text(samples).Split('\n').Where(line => line.StartsWith($"{family}{{", StringComparison.Ordinal));
        return string.Join(' ', lines.Select(line => line[(family.Length + 7)..].Replace("\"} ", "=", StringComparison.Ordinal)).OrderBy(text => text.StartsWith('o')).ThenBy(text => text, StringComparer.Ordinal));
    }
}
