using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Executions in buckets: none lost, none taken back, and where they belong.</summary>
public sealed class LatencyHistogramTests
{
    [Test]
    public void One_and_two_executions_are_where_they_were()
    {
        Check(new(1, 0.15, 0, 0.001, 9), (0.1, 0), (0.2, 1), (60, 1));
        Check(new(2, 0.5, 0.45, 0.05, 0.95), (0.03, 0), (0.05, 1), (0.5, 1), (1, 2));
        Check(new(1_000, 0.004, 0, 0.004, 0.004), (0.003, 0), (0.005, 1_000));
        Check(new(3, 90, 0, 90, 90), (60, 0), (double.PositiveInfinity, 3));
    }

    [Test]
    public void Many_executions_lie_as_their_mean_and_deviation_say_but_within_their_limits()
    {
        // Exponential: 1 - e^-x of them within x means.
        Check(new(1_000_000, 0.1, 0.1, 0, 60), (0.05, 393_469), (0.1, 632_120), (0.2, 864_664), (0.5, 993_262));
        Check(new(1_000_000, 0.1, 0.1, 0.06, 0.3), (0.05, 0), (0.1, 785_203), (0.3, 1_000_000));
        Check(new(1_000, 0.0201, 0.0001, 0.0195, 0.03), (0.01, 0), (0.03, 1_000));
    }

    [Test]
    public void Fractions_of_an_execution_are_carried_to_the_next_reading()
    {
        var histogram = new LatencyHistogram();
        for (var reading = 0; reading < 1_000; reading++)
        {
            histogram.Add(new(3, 0.1, 0.1, 0, 60));
            histogram.Settle();
        }

        Assert.That(Below(histogram, 0.1), Is.EqualTo(3_000 * (1 - Math.Exp(-1))).Within(1));
        Assert.That(histogram.Buckets[^1], Is.EqualTo(3_000));
        Assert.That(histogram.Sum, Is.EqualTo(300).Within(1e-9));
    }

    [Test]
    public void No_execution_is_lost_and_no_bucket_falls([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var (histogram, calls) = (new LatencyHistogram(), 0L);
        for (var reading = 0; reading < 200; reading++)
        {
            var before = histogram.Buckets.ToArray();
            for (var statement = random.Next(20); statement > 0; statement--)
            {
                var mean = Math.Exp((12 * random.NextDouble()) - 9);
                var interval = new LatencyInterval(random.Next(1, 50), mean, random.Next(3) * mean * random.NextDouble(), mean * random.NextDouble(), mean * (1 + (9 * random.NextDouble())));
                histogram.Add(interval);
                calls += interval.Calls;
            }

            histogram.Settle();
            Assert.That(histogram.Buckets.ToArray(), Is.Ordered);
            Assert.That(histogram.Buckets[^1], Is.EqualTo(calls));
            Assert.That(histogram.Buckets.ToArray().Zip(before).All(pair => pair.First >= pair.Second), Is.True);
        }
    }

    static void Check(LatencyInterval interval, params (double Bound, long Calls)[] want)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(interval);
        histogram.Settle();
        foreach (var (bound, calls) in want)
            Assert.That(Below(histogram, bound), Is.EqualTo(calls), $"{interval} at {bound}");
    }

    static long Below(LatencyHistogram histogram, double bound) =>
        histogram.Buckets[double.IsPositiveInfinity(bound) ? ^1 : Array.IndexOf(LatencyHistogram.Bounds, bound)];
}
