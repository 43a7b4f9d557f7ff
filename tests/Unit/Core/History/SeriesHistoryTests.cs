using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.History;

public sealed class SeriesHistoryTests
{
    static readonly Family Load = Ticks.Families.Gauge("test_load", "A gauge.");
    static readonly Family Requests = Ticks.Families.Counter("test_requests_total", "A counter.", "path");
    static readonly Family Other = Ticks.Families.Gauge("test_other", "Nobody reads it.", "path");
    static readonly Family Latency = Ticks.Families.Histogram("test_latency_seconds", "A histogram.", [0.25, 1], "path");
    static readonly Family Version = Ticks.Families.Info("test_info", "A fact.", "version");
    static readonly string[] Paths = [.. Enumerable.Range(0, 100).Select(i => $"/{i}")];

    [Test]
    public void Only_what_is_read_is_kept()
    {
        var ticks = new Ticks(300, "test_load");
        for (var i = 0; i < 3; i++)
        {
            ticks.Poll(samples =>
            {
                samples.Add(Load, i);
                samples.Add(Other, i, "/");
            });
            ticks.Tick();
        }

        Assert.That(ticks.Read("test_load"), Is.EqualTo(["test_load 0 1 2"]));
        Assert.That(ticks.Times("test_load"), Is.EqualTo([0, 15_000, 30_000]));
        Assert.That(ticks.Read("test_other"), Is.Empty);
        Assert.That(ticks.History.Count, Is.EqualTo(1));
    }

    [Test]
    public void Matchers_choose_among_the_series_of_a_family()
    {
        var ticks = new Ticks();
        ticks.History.Keep([([new(Labels.MetricName, MatchKind.Equal, "test_requests_total"), new("path", MatchKind.Matches, "/api/.*")], TimeSpan.FromMinutes(5))]);
        ticks.Poll(samples =>
        {
            samples.Add(Requests, 1, "/");
            samples.Add(Requests, 2, "/api/\"a\"\n");
            samples.Add(Requests, 3, "/api/b");
        });
        ticks.Tick();
        Assert.That(ticks.Read("test_requests_total"), Is.EqualTo([
            """test_requests_total{path="/api/\"a\"\n"} 2""",
            """test_requests_total{path="/api/b"} 3""",
        ]));
        Assert.That(ticks.Read([new("path", MatchKind.NotEqual, "/api/b")]), Is.EqualTo(["""test_requests_total{path="/api/\"a\"\n"} 2"""]));
    }

    [Test]
    public void A_histogram_becomes_the_series_that_it_is_exposed_as()
    {
        var ticks = new Ticks(300, "test_latency_seconds_bucket", "test_latency_seconds_count", "test_latency_seconds_sum", "test_info");
        ticks.Poll(samples =>
        {
            samples.AddHistogram(Latency, [3, 5, 7], 2.5, "/");
            samples.AddInfo(Version, "1.2");
        });
        ticks.Tick();
        Assert.That(ticks.Read("test_latency_seconds_bucket"), Is.EqualTo([
            """test_latency_seconds_bucket{le="+Inf",path="/"} 7""",
            """test_latency_seconds_bucket{le="0.25",path="/"} 3""",
            """test_latency_seconds_bucket{le="1.0",path="/"} 5""",
        ]));
        Assert.That(ticks.Read("test_latency_seconds_count"), Is.EqualTo(["""test_latency_seconds_count{path="/"} 7"""]));
        Assert.That(ticks.Read("test_latency_seconds_sum"), Is.EqualTo(["""test_latency_seconds_sum{path="/"} 2.5"""]));
        Assert.That(ticks.Read("test_info"), Is.EqualTo(["""test_info{version="1.2"} 1"""]));
    }

    [Test]
    public void A_series_that_is_gone_ends_and_may_come_back()
    {
        var ticks = new Ticks(300, "test_requests_total");
        for (var i = 0; i < 6; i++)
        {
            ticks.Poll(samples =>
            {
                samples.Add(Requests, i, "/a");
                if (i is 0 or 1 or 4)
                    samples.Add(Requests, i, "/b");
            });
            ticks.Tick();
        }

        Assert.That(ticks.Read("test_requests_total"), Is.EqualTo([
            """test_requests_total{path="/a"} 0 1 2 3 4 5""",
            """test_requests_total{path="/b"} 0 1 stale stale 4 stale""",
        ]));
    }

    [Test]
    public void All_series_of_a_collector_that_is_not_polled_any_more_end()
    {
        var ticks = new Ticks(300, "test_load", "test_requests_total");
        ticks.Poll(samples => samples.Add(Load, 1), "dies");
        for (var i = 0; i < 6; i++)
        {
            ticks.Poll(samples => samples.Add(Requests, i, "/"), "lives");
            ticks.Tick();
        }

        Assert.That(ticks.Read("test_load"), Is.EqualTo(["test_load 1 1 1 1 stale"]), "for the 45 s that its snapshot lasts, and one tick");
        Assert.That(ticks.Read("test_requests_total"), Is.EqualTo(["""test_requests_total{path="/"} 0 1 2 3 4 5"""]));
    }

    [Test]
    public void A_series_that_ended_is_forgotten_after_its_window()
    {
        var ticks = new Ticks(60, "test_requests_total");
        for (var i = 0; i < 200; i++)
        {
            ticks.Poll(samples => samples.Add(Requests, i, $"/{i}"));
            ticks.Tick();
            Assert.That(ticks.History.Count, Is.LessThanOrEqualTo(6));
        }

        Assert.That(ticks.Read("test_requests_total")[^1], Does.EndWith(" 199"));
        Assert.That(ticks.Read("test_requests_total")[0], Does.EndWith(" stale"));
    }

    [Test]
    public void A_series_that_comes_back_after_it_was_forgotten_is_a_new_one()
    {
        var ticks = new Ticks(60, "test_load", "test_requests_total");
        for (var i = 0; i < 20; i++)
        {
            ticks.Poll(samples =>
            {
                samples.Add(Requests, i, "/");
                if (i is 0 or >= 18)
                    samples.Add(Load, i);
            });
            ticks.Tick();
        }

        Assert.That(ticks.Read("test_load"), Is.EqualTo(["test_load 18 19"]));
    }

    [Test]
    public void What_is_older_than_the_window_is_dropped_and_what_is_younger_is_not()
    {
        var ticks = new Ticks(600, "test_load", "test_requests_total");
        ticks.History.Keep([(Ticks.Named("test_load"), TimeSpan.FromMinutes(10)), (Ticks.Named("test_requests_total"), TimeSpan.FromHours(1))]);
        for (var i = 0; i < 2000; i++)
        {
            ticks.Poll(samples =>
            {
                samples.Add(Load, i);
                samples.Add(Requests, i, "/");
            });
            ticks.Tick();
            var from = Math.Max(0, i - 40);
            Assert.That(ticks.Read("test_load", from * Ticks.Interval), Is.EqualTo([$"test_load {string.Join(' ', Enumerable.Range(from, i - from + 1))}"]));
        }

        Assert.That(ticks.Times("test_load"), Has.Length.InRange(41, 53), "a quarter more, with few samples, before they are dropped");
        Assert.That(ticks.Times("test_requests_total"), Has.Length.InRange(241, 265));
        Assert.That(ticks.Times("test_requests_total"), Is.Ordered.Ascending);
        Assert.That(ticks.History.Capacity, Is.LessThanOrEqualTo(53 + 265));
    }

    [Test]
    public void Nothing_is_kept_longer_than_the_cap()
    {
        var ticks = new Ticks(7 * 24 * 3600, "test_load");
        for (var i = 0; i < 1000; i++)
        {
            ticks.Poll(samples => samples.Add(Load, i));
            ticks.Tick();
        }

        Assert.That(ticks.Times("test_load"), Has.Length.InRange(481, 520));
    }

    [Test]
    public void A_selection_has_both_of_its_ends()
    {
        var ticks = new Ticks(300, "test_load");
        for (var i = 0; i < 5; i++)
        {
            ticks.Poll(samples => samples.Add(Load, i));
            ticks.Tick();
        }

        Check(15_000, 45_000, "test_load 1 2 3");
        Check(15_001, 44_999, "test_load 2");
        Check(0, 0, "test_load 0");
        Check(60_000, long.MaxValue, "test_load 4");
        Check(60_001, 70_000);
        Check(30_001, 44_999);
        Check(-10, -1);

        void Check(long from, long to, params string[] want) => Assert.That(ticks.Read("test_load", from, to), Is.EqualTo(want), $"{from} to {to}");
    }

    [Test]
    public void Two_collectors_that_have_the_same_series_append_it_once()
    {
        var ticks = new Ticks(300, "test_requests_total");
        for (var i = 0; i < 3; i++)
        {
            ticks.Poll(samples => samples.Add(Requests, i, "/"), "one");
            ticks.Poll(samples =>
            {
                samples.Add(Requests, 10 + i, "/");
                samples.Add(Requests, 20 + i, "/other");
            }, "two");
            ticks.Tick();
        }

        Assert.That(ticks.Read("test_requests_total"), Is.EqualTo(["""test_requests_total{path="/"} 0 1 2""", """test_requests_total{path="/other"} 20 21 22"""]));
    }

    [Test]
    public void Other_selectors_keep_what_they_share_with_those_before()
    {
        var ticks = new Ticks(300, "test_load", "test_requests_total");
        Poll();
        ticks.Keep(300, "test_load", "test_other");
        Poll();
        Assert.That(ticks.Read("test_load"), Is.EqualTo(["test_load 7 7"]));
        Assert.That(ticks.Read("test_requests_total"), Is.Empty);
        Assert.That(ticks.Read("test_other"), Is.EqualTo(["""test_other{path="/"} 9"""]));

        void Poll()
        {
            ticks.Poll(samples =>
            {
                samples.Add(Load, 7);
                samples.Add(Requests, 8, "/");
                samples.Add(Other, 9, "/");
            });
            ticks.Tick();
        }
    }

    [Test]
    public void Results_of_expressions_have_times_of_their_own()
    {
        var ticks = new Ticks(300, "test_load");
        var result = Labels.Of((Labels.MetricName, "job:load:avg"), ("job", "a"));
        ticks.History.Append(Labels.Of((Labels.MetricName, "before")), 1, 0);
        for (var i = 0; i < 8; i++)
        {
            ticks.Poll(samples => samples.Add(Load, i));
            ticks.Tick();
            if (i % 4 == 0)
                ticks.History.Append(result, i, ticks.Time + 100);
        }

        ticks.History.Append(result, 99, ticks.Time - (4 * Ticks.Interval));
        ticks.History.Append(result, StaleMarker.Value, ticks.Time + 200);
        Assert.That(ticks.Read("job:load:avg"), Is.EqualTo(["""job:load:avg{job="a"} 0 4 stale"""]), "what is not later is left out");
        Assert.That(ticks.Times("job:load:avg"), Is.EqualTo([15_100, 75_100, 120_200]));
        Assert.That(ticks.Read("before"), Is.EqualTo(["before 1"]), "of before the first tick");

        for (var i = 0; i < 25; i++)
            ticks.Tick();
        Assert.That(ticks.Read("job:load:avg"), Is.Empty, "nobody read it for longer than the look-back");
    }

    [Test]
    public void A_clock_that_is_set_back_is_waited_for_or_begins_a_new_history()
    {
        var ticks = new Ticks(300, "test_load");
        ticks.Poll(samples => samples.Add(Load, 1));
        ticks.Tick();
        ticks.Tick();
        using var view = new SnapshotStore(TimeProvider.System).Read();
        ticks.History.Append(view, 15_000);
        ticks.History.Append(view, 14_000);
        Assert.That(ticks.Read("test_load"), Is.EqualTo(["test_load 1 1"]));
        ticks.History.Append(view, 15_000 - 60_001);
        Assert.That(ticks.History.Count, Is.Zero);
        ticks.Tick();
        Assert.That(ticks.Read("test_load"), Is.EqualTo(["test_load 1"]));
    }

    [Test]
    public void A_steady_tick_allocates_nothing()
    {
        var ticks = new Ticks(300, "test_load", "test_requests_total", "test_latency_seconds_bucket");
        var time = 0L;
        for (var i = 0; i < 60; i++)
            Poll();
        var store = new SnapshotStore(TimeProvider.System);
        var samples = new Samples();
        var slot = store.Open("test", TimeSpan.FromHours(1));
        Emit(samples);
        slot.Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
        using var view = store.Read();
        for (var i = 0; i < 70; i++)
            Tick();
        Assert.That(Allocation.Of(Tick), Is.Zero);

        void Tick()
        {
            time += Ticks.Interval;
            ticks.History.Append(view, time);
        }

        void Poll()
        {
            ticks.Poll(Emit);
            ticks.Tick();
            time = ticks.Time;
        }

        static void Emit(Samples samples)
        {
            samples.Add(Load, 1);
            samples.AddHistogram(Latency, [3, 5, 7], 2.5, "/");
            for (var s = 0; s < 100; s++)
                samples.Add(Requests, s, Paths[s]);
        }
    }

    [Test]
    public void Readers_see_whole_series_while_the_writer_goes_on()
    {
        var ticks = new Ticks(300, "test_requests_total");
        var (read, torn, done) = (0, 0, false);
        var writer = Task.Run(() =>
        {
            // On a busy machine it may be long before the reader comes to read.
            for (var i = 0; i < 5_000 || (Volatile.Read(ref read) <= 100 && i < 5_000_000); i++)
            {
                ticks.Poll(samples =>
                {
                    for (var s = 0; s < 20; s++)
                        samples.Add(Requests, ticks.Time, Paths[s]);
                    if (i % 7 == 0)
                        samples.Add(Requests, ticks.Time, $"/churn/{i}");
                });
                ticks.Tick();
            }

            Volatile.Write(ref done, true);
        });

        List<SeriesWindow> found = [];
        while (!Volatile.Read(ref done))
        {
            found.Clear();
            ticks.History.Shared.Select(Ticks.Named("test_requests_total"), 0, long.MaxValue, found);
            foreach (var window in found)
            {
                Volatile.Write(ref read, read + 1);
                for (var i = 0; i < window.Times.Length; i++)
                    torn += StaleMarker.Is(window.Values.Span[i]) || window.Values.Span[i] == window.Times.Span[i] ? 0 : 1;
            }
        }

        writer.Wait();
        Assert.That(torn, Is.Zero);
        Assert.That(read, Is.GreaterThan(100));
    }
}
