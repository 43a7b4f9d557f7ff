using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What the probes of one target have come to since the agent's start.</summary>
/// <param name="timeout">Of one attempt.</param>
internal sealed class ProbeCounters(TimeSpan timeout)
{
    internal static readonly FamilySet Families = new("Results of probes, counted");

    static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    static readonly Family Attempts = Families.Gauge("probe_attempts", "Attempts that the last probe took, 1 without a retry.");
    static readonly Family FirstAttempt = Families.Gauge("probe_first_attempt_success", "1 when the first attempt of the last probe succeeded, otherwise 0; probe_success has the result after all retries.");
    static readonly Family Timeout = Families.Gauge("probe_timeout_seconds", "Deadline of one attempt, in seconds.");
    static readonly Family Runs = Families.Counter("probe_runs_total", "Probes that came to a result, each with its retries.");
    static readonly Family Successes = Families.Counter("probe_successes_total", "Probes that succeeded: over probe_runs_total it is the availability.");
    static readonly Family Failures = Families.Counter("probe_failures_total", "Probes that failed by the reason of their last attempt; a reason appears when it first occurs.", "reason");
    static readonly Family Latency = Families.Histogram("probe_latency_seconds", "Durations of successful probes, of the attempt that succeeded, in seconds: a bucket over probe_runs_total is the share that was good and fast enough.", Bounds);

    // Most targets never fail.
    long[]? failures;
    readonly long[] buckets = new long[Bounds.Length + 1];
    double sum;

    internal void Count(ProbeResult result)
    {
        if (result.Last.Failure is { } failure)
        {
            (failures ??= new long[Enum.GetValues<ProbeFailure>().Length])[(int)failure]++;
            return;
        }

        var seconds = result.Last.Duration.TotalSeconds;
        sum += seconds;
        for (var i = 0; i < buckets.Length; i++)
        {
            if (i == Bounds.Length || seconds <= Bounds[i])
                buckets[i]++;
        }
    }

    /// <param name="last">What the last took to get there.</param>
    internal void Emit(Samples samples, ProbeResult last)
    {
        Emit(samples, last, timeout);
        samples.Add(Runs, (failures?.Sum() ?? 0) + buckets[^1]);
        samples.Add(Successes, buckets[^1]);
        for (var i = 0; i < failures?.Length; i++)
        {
            if (failures[i] > 0)
                samples.Add(Failures, failures[i], ((ProbeFailure)i).Label());
        }

        samples.AddHistogram(Latency, buckets, sum);
    }

    /// <summary>Of the last probe alone.</summary>
    internal static void Emit(Samples samples, ProbeResult result, TimeSpan timeout)
    {
        samples.Add(Attempts, result.Attempts);
        samples.Add(FirstAttempt, result.FirstSucceeded ? 1 : 0);
        samples.Add(Timeout, timeout.TotalSeconds);
    }
}
