using MetricsAgent.Collectors.Probe;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class ProbeCountersTests
{
    [Test]
    public void Successes_are_in_buckets_and_failures_have_reasons()
    {
        var counters = new ProbeCounters(TimeSpan.FromSeconds(5));
        foreach (var milliseconds in (int[])[5, 6, 300, 20_000])
            counters.Count(new(new(null, TimeSpan.FromMilliseconds(milliseconds)), 1, true));
        var last = new ProbeResult(new(ProbeFailure.Refused, TimeSpan.FromMilliseconds(1)), 3, false);
        counters.Count(last);

        var samples = new Samples();
        counters.Emit(samples, last);
        Golden.Golden.Check("ProbeCounters", Exposed.Text(samples));
    }

    [Test]
    public void Emitting_allocates_nothing_once_warm()
    {
        var counters = new ProbeCounters(TimeSpan.FromSeconds(5));
        var samples = new Samples();
        var success = new ProbeReading(null, TimeSpan.FromMilliseconds(5));
        var failure = new ProbeReading(ProbeFailure.Status, TimeSpan.FromMilliseconds(5));
        for (var i = 0; i < 10; i++)
            Poll();
        Assert.That(Allocation.Of(Poll), Is.Zero);

        void Poll()
        {
            counters.Count(new(success, 1, true));
            var last = new ProbeResult(failure, 2, false);
            counters.Count(last);
            counters.Emit(samples, last);
            samples.Clear();
        }
    }
}
