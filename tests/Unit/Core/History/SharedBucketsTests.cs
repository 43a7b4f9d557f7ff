using MetricsAgent.History;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.History;

/// <summary>Buckets of a histogram that have the same numbers have them together; nobody who reads them can tell.</summary>
public sealed class SharedBucketsTests
{
    const string Buckets = "test_seconds_bucket";

    static readonly double[] Bounds = [0.1, 0.5, 1, 5];
    static readonly Family Seconds = Ticks.Families.Histogram("test_seconds", "A histogram.", Bounds, "path");
    static readonly Family Coarse = new FamilySet("other").Histogram("test_seconds", "Another one of the same name.", [0.5, 5, 10], "path");

    [Test]
    public void Buckets_share_their_numbers_until_an_observation_comes_between_them()
    {
        var ticks = new Ticks(300, Buckets);
        long[][] polls = [[2, 2, 2, 2, 2], [3, 3, 3, 3, 3], [3, 3, 4, 4, 4], [4, 4, 5, 5, 6], [4, 4, 5, 5, 6]];
        List<long> rooms = [];
        foreach (var poll in polls)
        {
            ticks.Poll(samples => samples.AddHistogram(Seconds, poll, 1, "/"));
            ticks.Tick();
            rooms.Add(ticks.History.Capacity);
        }

        Assert.That(rooms, Is.EqualTo([8, 8, 16, 24, 24]), "room for one, two and three series");
        Assert.That(ticks.Read(Buckets), Is.EqualTo([
            $$"""{{Buckets}}{le="+Inf",path="/"} 2 3 4 6 6""",
            $$"""{{Buckets}}{le="0.1",path="/"} 2 3 3 4 4""",
            $$"""{{Buckets}}{le="0.5",path="/"} 2 3 3 4 4""",
            $$"""{{Buckets}}{le="1.0",path="/"} 2 3 4 5 5""",
            $$"""{{Buckets}}{le="5.0",path="/"} 2 3 4 5 5""",
        ]));
    }

    [Test]
    public void A_bucket_that_is_read_for_longer_has_numbers_of_its_own()
    {
        var ticks = new Ticks();
        ticks.History.Keep([(Ticks.Named(Buckets), TimeSpan.FromMinutes(1)), ([.. Ticks.Named(Buckets), new("le", MatchKind.Equal, "1.0")], TimeSpan.FromHours(1))]);
        for (var i = 0; i < 200; i++)
        {
            ticks.Poll(samples => samples.AddHistogram(Seconds, [i, i, i, i, i], 1, "/"));
            ticks.Tick();
        }

        Assert.That(ticks.Read([.. Ticks.Named(Buckets), new("le", MatchKind.Equal, "1.0")])[0].Split(' '), Has.Length.EqualTo(201));
        Assert.That(ticks.Read([.. Ticks.Named(Buckets), new("le", MatchKind.Equal, "0.5")])[0].Split(' '), Has.Length.LessThan(30));
    }

    /// <summary>Three collectors, two of which have the same family and one another of the same name: who comes first in a tick counts.</summary>
    [Test]
    public void Whoever_comes_and_goes_every_series_has_the_numbers_that_were_polled()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var ticks = new Ticks(100_000, Buckets);
            Dictionary<string, List<string>> wanted = [];
            for (var tick = 0; tick < 60; tick++)
            {
                Dictionary<string, double> polled = [];
                Poll("a", Seconds, Bounds);
                Poll("b", Seconds, Bounds);
                Poll("c", Coarse, [0.5, 5, 10]);
                ticks.Tick();
                foreach (var series in polled.Keys.Union(wanted.Keys))
                {
                    if (!wanted.TryGetValue(series, out var numbers))
                        wanted.Add(series, numbers = []);
                    numbers.Add(polled.TryGetValue(series, out var number) ? $"{number}" : "stale");
                }

                void Poll(string collector, Family family, double[] bounds)
                {
                    List<(string Path, long[] Numbers)> rows = [];
                    foreach (var path in new[] { "/", "/a" })
                    {
                        if (random.Next(5) == 0)
                            continue;
                        long[] numbers = [.. Enumerable.Range(0, bounds.Length + 1).Select(_ => (long)random.Next(2)).Order()];
                        rows.Add((path, numbers));
                        foreach (var (bound, number) in bounds.Append(double.PositiveInfinity).Zip(numbers))
                            polled.TryAdd($"{Buckets}{{le=\"{FamilyLine.Text(bound)}\",path=\"{path}\"}}", number);
                    }

                    ticks.Poll(samples => rows.ForEach(row => samples.AddHistogram(family, row.Numbers, 1, row.Path)), collector);
                }
            }

            Assert.That(ticks.Read(Buckets), Is.EqualTo(wanted.Select(series => $"{series.Key} {Text(series.Value)}").Order(StringComparer.Ordinal)), $"seed {seed}");
        }
    }

    /// <summary>One that has ended ends once, until it comes again.</summary>
    static string Text(List<string> numbers)
    {
        while (numbers is [.., "stale", "stale"])
            numbers.RemoveAt(numbers.Count - 1);
        return string.Join(' ', numbers);
    }
}
