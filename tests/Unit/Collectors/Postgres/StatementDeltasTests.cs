using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Accounting of statements: complete, monotone, and few series.</summary>
public sealed class StatementDeltasTests
{
    const uint Shop = 5;

    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    TimeSpan now;

    [SetUp]
    public void Begin() => now = Minute;

    [Test]
    public void The_first_reading_is_shown_as_the_server_has_it()
    {
        var deltas = Applied(new(2), Row(1, 10, 5), Row(2, 20, 9), Row(3, 3, 1), Row(4, 4, 2));

        Assert.That(Own(deltas), Is.EqualTo(new Dictionary<long, (long, double)> { [1] = (10, 5), [2] = (20, 9) }));
        Assert.That(deltas.Others[Shop], Is.EqualTo(Counters(7, 3)));
    }

    [Test]
    public void Known_statements_add_what_they_gained_and_new_ones_all_they_have()
    {
        var deltas = Applied(new(1), Row(1, 10, 5), Row(2, 20, 1));
        Apply(deltas, Row(1, 13, 8), Row(2, 25, 1.5), Row(3, 4, 0.25));

        Assert.That(Own(deltas)[1], Is.EqualTo((13, 8)));
        Assert.That(deltas.Others[Shop], Is.EqualTo(Counters(29, 1.75)));
    }

    [Test]
    public void A_statement_that_was_evicted_and_came_back_starts_from_nothing()
    {
        var deltas = Applied(new(2), Row(1, 10, 5), Row(2, 1, 1, since: 100));
        Apply(deltas, Row(1, 3, 2), Row(2, 1, 1, since: 200));

        Assert.That(Own(deltas)[1], Is.EqualTo((13, 7)), "calls went back");
        Assert.That(Own(deltas)[2], Is.EqualTo((2, 2)), "only stats_since tells");

        Apply(deltas, Row(2, 1, 1, since: 200));
        Apply(deltas, Row(1, 4, 2.5), Row(2, 1, 1, since: 200));
        Assert.That(Own(deltas)[1], Is.EqualTo((17, 9.5)), "it was not there in between");
    }

    [Test]
    public void After_a_reset_of_all_everything_is_a_gain()
    {
        var deltas = Applied(new(1), Row(1, 10, 5));
        deltas.Reset();
        Apply(deltas, Row(1, 12, 6));

        Assert.That(Own(deltas)[1], Is.EqualTo((22, 11)));
    }

    [Test]
    public void After_a_change_of_server_nothing_is_a_gain()
    {
        var deltas = Applied(new(1), Row(1, 10, 5), Row(2, 1, 1));
        deltas.Rebase();
        Apply(deltas, Row(1, 1_000, 500), Row(2, 1_000, 100), Row(3, 1_000, 200));
        Assert.That(Own(deltas)[1], Is.EqualTo((10, 5)));
        Assert.That(deltas.Others[Shop], Is.EqualTo(Counters(1, 1)));

        Apply(deltas, Row(1, 1_001, 501), Row(2, 1_001, 101), Row(3, 1_001, 201));
        Assert.That(Own(deltas)[1], Is.EqualTo((11, 6)));
        Assert.That(deltas.Others[Shop], Is.EqualTo(Counters(3, 3)));
    }

    [Test]
    public void Nested_and_top_level_executions_share_one_series()
    {
        var deltas = Applied(new(1), Row(1, 10, 5), Row(1, 3, 2, topLevel: false));
        Assert.That(Own(deltas)[1], Is.EqualTo((13, 7)));

        Apply(deltas, Row(1, 11, 6));
        Apply(deltas, Row(1, 11, 6), Row(1, 2, 1, topLevel: false));
        Assert.That(Own(deltas)[1], Is.EqualTo((16, 9)), "the nested one was evicted and came back");
    }

    [Test]
    public void A_statement_that_suddenly_costs_the_most_gets_its_series_at_once()
    {
        var deltas = Applied(new(2), Row(1, 1, 9), Row(2, 1, 8), Row(3, 1, 1));
        Apply(deltas, Row(1, 2, 10), Row(2, 1, 8), Row(3, 2, 100));

        Assert.That(Own(deltas).Keys, Is.EquivalentTo(new[] { 1, 3 }));
        Assert.That(Own(deltas)[3], Is.EqualTo((1, 1)), "what it gained in this reading is the others'");
        Apply(deltas, Row(1, 2, 10), Row(2, 1, 8), Row(3, 5, 150));
        Assert.That(Own(deltas)[3], Is.EqualTo((4, 51)));
        Assert.That(deltas.Others[Shop], Is.EqualTo(Counters(2, 100)));
    }

    [Test]
    public void Statements_near_the_end_of_the_top_do_not_come_and_go()
    {
        var deltas = Applied(new(2), Row(1, 1, 9), Row(2, 1, 8), Row(3, 1, 7));
        for (var i = 2; i < 14; i++)
        {
            // 2 and 3 take turns at the second place.
            Apply(deltas, Row(1, i, 90 * i), Row(2, i, (8 * i) + (i % 2)), Row(3, i, (8 * i) + ((i + 1) % 2)));
            Assert.That(Own(deltas).Keys, Is.EquivalentTo(new[] { 1, 2 }), $"reading {i}");
        }
    }

    [Test]
    public void A_statement_that_stays_outside_the_top_gives_its_place_away()
    {
        var deltas = Applied(new(2), Row(1, 1, 9), Row(2, 1, 8), Row(3, 1, 7));
        for (var i = 2; i < 18; i++)
            Apply(deltas, Row(1, i, 9 * i), Row(2, 1, 8), Row(3, i, 7 * i));

        Assert.That(Own(deltas).Keys, Is.EquivalentTo(new[] { 1, 3 }));
    }

    [Test]
    public void The_statements_of_a_role_can_be_left_out_of_the_top_but_not_of_the_sums()
    {
        var deltas = new StatementDeltas(2);
        deltas.Apply([Row(1, 10, 5), Row(2, 20, 9) with { Key = new(Shop, 11, 2, TopLevel: true) }], now, unranked: 11);
        Assert.That(Own(deltas), Is.EqualTo(new Dictionary<long, (long, double)> { [1] = (10, 5) }));
        Assert.That(deltas.Others[Shop], Is.EqualTo(Counters(20, 9)));
    }

    [Test]
    public void Executions_of_statements_with_a_slow_mean_are_counted_unless_they_are_nested()
    {
        var deltas = Applied(new(1, 0.1, 1), Row(1, 10, 50));
        Assert.That(deltas.Latencies.Slow(Shop), Is.EqualTo(new[] { 0, 0 }), "the past is not told apart");

        Apply(deltas, Row(1, 13, 56), Row(2, 4, 2), Row(3, 1_000, 100), Row(4, 5, 50, topLevel: false));
        Assert.That(deltas.Latencies.Slow(Shop), Is.EqualTo(new[] { 7, 3 }));
    }

    [Test]
    public void Sums_equal_the_total_and_no_series_ever_falls([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var deltas = new StatementDeltas(top: 1 + random.Next(8));
        var server = new Dictionary<StatementKey, StatementRow>();
        for (var reading = 0; reading < 60; reading++)
        {
            var before = All(deltas);
            var executed = Work(random, server, reading);
            Apply(deltas, [.. server.Values]);
            var after = All(deltas);

            // A series that is new brings its past along, which no rate sees.
            var shown = after.Where(series => before.ContainsKey(series.Key)).ToArray();
            Assert.That(shown.All(series => series.Value >= before[series.Key]), Is.True, "a series fell");
            if (reading > 0)
                Assert.That(shown.Sum(series => series.Value - before[series.Key]), Is.EqualTo(executed), $"reading {reading}");
        }
    }

    [Test]
    public void Known_rows_cost_no_allocation()
    {
        var rows = Enumerable.Range(1, 5_000).Select(id => Row(id, id, id)).ToArray();
        var deltas = Applied(new(50), rows);
        Apply(deltas, rows);

        Assert.That(Allocation.Of(Execute), Is.LessThan(1_024));

        void Execute()
        {
            for (var i = 0; i < rows.Length; i++)
                rows[i] = rows[i] with { Counters = Counters(rows[i].Counters.Calls + 1, rows[i].Counters.Seconds + 1) };
            Apply(deltas, rows);
        }
    }

    /// <summary>Lets a server evict and execute; returns the calls.</summary>
    static long Work(Random random, Dictionary<StatementKey, StatementRow> server, int reading)
    {
        var total = 0L;
        foreach (var key in server.Keys.Where(_ => random.Next(10) == 0).ToArray())
            server.Remove(key);
        for (var i = 0; i < 30; i++)
        {
            var key = new StatementKey((uint)random.Next(2), 10, random.Next(40), random.Next(4) > 0);
            var calls = random.Next(1, 100);
            var seconds = calls * random.NextDouble();
            var last = server.TryGetValue(key, out var known) ? known : new(key, default, default, reading);
            server[key] = last with { Counters = new(last.Counters.Calls + calls, 0, last.Counters.Seconds + seconds, 0, 0) };
            total += calls;
        }

        return total;
    }

    static Dictionary<(uint Database, long Id), long> All(StatementDeltas deltas)
    {
        var all = deltas.Others.ToDictionary(other => (other.Key, -1L), other => other.Value.Calls);
        foreach (var slot in deltas.Slots.Taken)
            all.Add((slot.Key.Database, slot.Key.QueryId), slot.Counters.Calls);
        return all;
    }

    static Dictionary<long, (long Calls, double Seconds)> Own(StatementDeltas deltas)
    {
        var own = new Dictionary<long, (long, double)>();
        foreach (var slot in deltas.Slots.Taken)
            own.Add(slot.Key.QueryId, (slot.Counters.Calls, slot.Counters.Seconds));
        return own;
    }

    StatementDeltas Applied(StatementDeltas deltas, params StatementRow[] rows)
    {
        Apply(deltas, rows);
        return deltas;
    }

    void Apply(StatementDeltas deltas, params StatementRow[] rows)
    {
        deltas.Apply(rows, now);
        now += Minute;
    }

    static StatementRow Row(long id, long calls, double seconds, bool topLevel = true, long since = 0) =>
        new(new(Shop, 10, id, topLevel), Counters(calls, seconds), default, since);

    static StatementCounters Counters(long calls, double seconds) => new(calls, 0, seconds, 0, 0);
}
