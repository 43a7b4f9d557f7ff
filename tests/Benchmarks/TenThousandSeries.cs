using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Benchmarks;

/// <summary>Twenty families of 500 series with two labels: one half of them integers, as counters are, the other fractions.</summary>
internal sealed class TenThousandSeries
{
    internal const int Count = Families * Sets;

    const int Families = 20;
    const int Sets = 500;

    readonly Samples samples = new();
    readonly SnapshotSlot slot;
    readonly Family[] families = new Family[Families];
    readonly (string Handler, string Status)[] sets = new (string, string)[Sets];
    int poll;

    internal TenThousandSeries()
    {
        var declared = new FamilySet("benchmark");
        for (var i = 0; i < Families; i++)
            families[i] = declared.Counter($"bench_http_requests_{i}_total", "Requests answered.", "handler", "status");
        for (var i = 0; i < Sets; i++)
            sets[i] = ($"/api/v1/orders/{i / 5}", (200 + (i % 5)).ToString(CultureInfo.InvariantCulture));
        slot = Store.Open("benchmark", TimeSpan.FromDays(1));
        Poll();
    }

    internal SnapshotStore Store { get; } = new(TimeProvider.System);

    internal void Poll()
    {
        poll++;
        for (var i = 0; i < Families; i++)
        {
            for (var j = 0; j < Sets; j++)
                samples.Add(families[i], i % 2 == 0 ? (1_000_000 * j) + poll : (j * 1.7) + (poll / 7.0), sets[j].Handler, sets[j].Status);
        }

        slot.Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
    }
}
