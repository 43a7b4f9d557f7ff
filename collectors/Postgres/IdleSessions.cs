using System.Runtime.InteropServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>How long sessions have been idle, by state and application.</summary>
internal sealed class IdleSessions
{
    /// <summary>Seconds, as postgres_exporter has them.</summary>
    internal static readonly double[] Bounds = [1, 2, 5, 15, 30, 60, 90, 120, 300];

    readonly Dictionary<(string State, string Application), Histogram> histograms = [];

    /// <param name="reading">All sessions.</param>
    /// <param name="applications">Collapsed names that are not part of <c>other</c>.</param>
    internal IdleSessions(IReadOnlyList<ActivityRow> reading, HashSet<string> applications)
    {
        foreach (var row in reading)
        {
            if (!row.State.StartsWith("idle", StringComparison.Ordinal))
                continue;
            var application = ApplicationName.Collapse(row.Application);
            if (!applications.Contains(application))
                application = Tally.Other;
            ref var histogram = ref CollectionsMarshal.GetValueRefOrAddDefault(histograms, (row.State, application), out _);
            (histogram ??= new()).Observe(row.StateAge);
        }
    }

    internal void Emit(Samples samples, Family family)
    {
        foreach (var ((state, application), histogram) in histograms)
            samples.AddHistogram(family, histogram.Buckets, histogram.Sum, state, application);
    }

    sealed class Histogram
    {
        internal long[] Buckets { get; } = new long[Bounds.Length + 1];

        internal double Sum { get; private set; }

        internal void Observe(double seconds)
        {
            Sum += seconds;
            for (var i = 0; i < Buckets.Length; i++)
            {
                if (i == Bounds.Length || seconds <= Bounds[i])
                    Buckets[i]++;
            }
        }
    }
}
