using MetricsAgent.History;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.History;

public sealed class ExposedSeriesTests
{
    const long Now = 1_000_000;

    static readonly FamilySet Families = new("test");
    static readonly Family Requests = Families.Counter("test_requests_total", "A counter.", "path");
    static readonly Family Latency = Families.Histogram("test_latency_seconds", "A histogram.", [0.5], "path");

    readonly ManualClock clock = new();

    [Test]
    public void Every_exposed_series_is_there_with_the_time_of_its_poll()
    {
        using var view = View();
        var exposed = new ExposedSeries(view, Now, _ => Now - 4000);
        Check([new(Labels.MetricName, MatchKind.Equal, "test_requests_total")], "test_requests_total{path=\"/a\"} 1 @996000", "test_requests_total{path=\"/b\"} 2 @996000");
        Check([new(Labels.MetricName, MatchKind.Matches, "test_lat.*"), new("le", MatchKind.Equal, "0.5")], "test_latency_seconds_bucket{le=\"0.5\",path=\"/a\"} 3 @996000");
        Check([new("path", MatchKind.Equal, "/b")], "test_requests_total{path=\"/b\"} 2 @996000");
        Check([new(Labels.MetricName, MatchKind.Equal, "test_latency_seconds")]);

        void Check(LabelMatcher[] matchers, params string[] want) => Assert.That(Read(exposed, matchers, Now - 300_000, Now), Is.EqualTo(want));
    }

    [Test]
    public void What_is_exposed_now_is_there_however_long_ago_it_was_polled_and_is_not_there_for_another_time()
    {
        using var view = View();
        Check(Now - 400_000, Now - 300_000, Now, "699.999 is too early, so its edge", Now - 299_999);
        Check(Now + 2000, Now - 300_000, Now, "a moment later than what is asked for", Now);
        Check(Now - 1000, Now - 310_000, Now - 10_000, "a clock that is 10 s behind", Now - 10_000);
        Check(Now - 1000, Now - 320_000, Now - 20_000, "the past is the history's", null);
        Check(Now - 1000, Now + 1, Now + 1000, "the future has nothing", null);

        void Check(long polled, long from, long to, string what, long? want) => Assert.That(
            Read(new ExposedSeries(view, Now, _ => polled), [new("path", MatchKind.Equal, "/b")], from, to),
            Is.EqualTo(want is null ? [] : new[] { $"test_requests_total{{path=\"/b\"}} 2 @{want}" }), what);
    }

    [Test]
    public void The_series_that_have_a_number_are_found_by_it()
    {
        using var view = View();
        var exposed = new ExposedSeries(view, Now, _ => Now);
        Check("test_requests_total", 2, "test_requests_total{path=\"/b\"}");
        Check("test_requests_total", 3);
        Check("test_latency_seconds_bucket", 3, "test_latency_seconds_bucket{le=\"0.5\",path=\"/a\"}");
        Check("test_latency_seconds", 3);

        void Check(string name, double value, params string[] want) => Assert.That(exposed.Having(name, value).Select(labels => $"{labels}"), Is.EqualTo(want));
    }

    [Test]
    public void A_metric_is_read_once_however_often_it_is_asked_for()
    {
        using var view = View();
        var exposed = new ExposedSeries(view, Now, _ => Now);
        var first = Only("/b");
        Assert.That(Only("/b"), Is.SameAs(first));

        Labels Only(string path)
        {
            List<SeriesWindow> found = [];
            exposed.Select([new(Labels.MetricName, MatchKind.Equal, "test_requests_total"), new("path", MatchKind.Equal, path)], Now - 1000, Now, found);
            return found.Single().Labels;
        }
    }

    [Test]
    public void Where_the_history_has_a_series_it_is_the_historys()
    {
        using var view = View();
        var history = new SeriesHistory();
        history.Keep([([new(Labels.MetricName, MatchKind.Equal, "test_requests_total"), new("path", MatchKind.Equal, "/a")], TimeSpan.FromMinutes(5))]);
        history.Append(view, Now - 20_000);
        history.Append(view, Now - 5_000);
        var joined = new JoinedSeries(history.Shared, new ExposedSeries(view, Now, _ => Now - 4000));
        Assert.That(Read(joined, [new(Labels.MetricName, MatchKind.Equal, "test_requests_total")], Now - 300_000, Now), Is.EqualTo([
            "test_requests_total{path=\"/a\"} 1 1 @980000 @995000",
            "test_requests_total{path=\"/b\"} 2 @996000",
        ]));
    }

    SnapshotView View()
    {
        var store = new SnapshotStore(clock);
        var samples = new Samples();
        samples.Add(Requests, 1, "/a");
        samples.Add(Requests, 2, "/b");
        samples.AddHistogram(Latency, [3, 4], 1.5, "/a");
        store.Open("test", TimeSpan.FromSeconds(45)).Publish(samples.Freeze(clock.GetTimestamp()));
        return store.Read();
    }

    static string[] Read(ISeriesSource source, LabelMatcher[] matchers, long from, long to)
    {
        List<SeriesWindow> found = [];
        source.Select(matchers, from, to, found);
        return [.. found.Select(window => $"{window.Labels} {string.Join(' ', window.Values.ToArray())} {string.Join(' ', window.Times.ToArray().Select(time => $"@{time}"))}")];
    }
}
