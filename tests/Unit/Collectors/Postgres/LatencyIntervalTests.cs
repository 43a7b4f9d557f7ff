using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Mean and deviation of what lies between two readings, against the executions themselves.</summary>
public sealed class LatencyIntervalTests
{
    [Test]
    public void Mean_and_deviation_are_those_of_the_executions_between([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var executions = Enumerable.Range(0, 1_000).Select(_ => Math.Exp(4 * random.NextDouble() - 6)).ToArray();
        var cut = random.Next(0, 990);
        var (before, after) = (Reading(executions[..cut]), Reading(executions));
        var want = Reading(executions[cut..]);

        var interval = LatencyInterval.Between(before.Counters, before.Spread.Deviation, after.Counters, after.Spread);
        Assert.That(interval.Calls, Is.EqualTo(want.Counters.Calls));
        Assert.That(interval.Mean, Is.EqualTo(want.Counters.Seconds / want.Counters.Calls).Within(1e-9));
        Assert.That(interval.Deviation, Is.EqualTo(want.Spread.Deviation).Within(1e-9));
    }

    [Test]
    public void One_execution_has_no_deviation_and_is_within_its_limits()
    {
        var interval = LatencyInterval.Between(new(2, 0, 2, 0, 0), 0.5, new(3, 0, 6, 0, 0), new(1.5, 0.5, 3));
        Assert.That(interval, Is.EqualTo(new LatencyInterval(1, 4, 0, 0.5, 4)));
    }

    [Test]
    public void Values_that_contradict_each_other_give_neither_a_negative_nor_an_endless_deviation()
    {
        Assert.That(LatencyInterval.Between(new(2, 0, 2, 0, 0), 9, new(5, 0, 5, 0, 0), new(0, 1, 1)).Deviation, Is.Zero);
        Assert.That(LatencyInterval.Between(default, 0, new(4, 0, 4, 0, 0), new(100, 0, 5)).Deviation, Is.EqualTo(2));
        Assert.That(LatencyInterval.Between(default, 0, new(4, 0, 4, 0, 0), default).Deviation, Is.Zero);
    }

    static (StatementCounters Counters, StatementSpread Spread) Reading(double[] executions)
    {
        if (executions.Length == 0)
            return default;
        var mean = executions.Average();
        var deviation = Math.Sqrt(executions.Average(value => (value - mean) * (value - mean)));
        return (new(executions.Length, 0, executions.Sum(), 0, 0), new(deviation, executions.Min(), executions.Max()));
    }
}
