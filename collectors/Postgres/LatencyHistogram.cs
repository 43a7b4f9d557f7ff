namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The latency of a database's statements as a cumulative histogram of whole executions. What an estimate leaves of an execution is
/// carried to the next reading, so nothing is lost, no bucket falls, and together they are all executions. Pure.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The thresholds that people alert on are among them; none is more than twice the one before up to two seconds, which keeps quantiles close.</summary>
    internal static readonly double[] Bounds =
        [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 60];

    readonly long[] buckets = new long[Bounds.Length + 1];
    readonly double[] pending = new double[Bounds.Length];

    /// <summary>Executions at or below each bound, then all.</summary>
    internal ReadOnlySpan<long> Buckets => buckets;

    /// <summary>Seconds of all executions.</summary>
    internal double Sum { get; private set; }

    internal void Add(in LatencyInterval interval)
    {
        LatencyEstimate.Add(interval, Bounds, pending);
        buckets[^1] += interval.Calls;
        Sum += interval.Calls * interval.Mean;
    }

    /// <summary>Moves what is whole into the buckets.</summary>
    internal void Settle()
    {
        var below = 0L;
        for (var i = 0; i < pending.Length; i++)
        {
            // A last digit must neither take from a bucket nor leave it below its neighbour.
            var whole = Math.Max(Math.Max(0, (long)Math.Floor(pending[i])), below - buckets[i]);
            buckets[i] += whole;
            pending[i] -= whole;
            below = buckets[i];
        }
    }
}
