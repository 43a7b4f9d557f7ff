using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Benchmarks;

/// <summary>
/// 10,000 series as applications and machines have them: twenty shops with 500 each, of requests, a histogram, processors, disks, memory,
/// targets and queues. All numbers are a function of time, so whoever reads them at some moment reads the same. What
/// <see cref="ShopRules"/> alert of is far from its threshold, on one side or the other.
/// </summary>
internal sealed class Shops
{
    internal const int Count = 20;
    internal const int Series = Count * 500;

    static readonly double[] Bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    static readonly (string Code, int PerSecond)[] Statuses = [("200", 1000), ("201", 100), ("404", 20), ("500", 2), ("503", 2)];
    static readonly string[] Modes = ["idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"];
    static readonly string[] Numbers = [.. Enumerable.Range(0, 50).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    readonly Samples samples = new();
    readonly SnapshotSlot slot;
    readonly Shop[] shops = [.. Enumerable.Range(0, Count).Select(number => new Shop(number))];
    readonly long[] buckets = new long[Bounds.Length + 1];

    internal Shops() => slot = Store.Open("shops", TimeSpan.FromDays(1));

    internal SnapshotStore Store { get; } = new(TimeProvider.System);

    /// <param name="time">In seconds, from 0.</param>
    internal void Poll(double time)
    {
        foreach (var shop in shops)
        {
            Requests(shop, time + 100_000);
            Processors(shop, time + 100_000);
            Machines(shop, time);
        }

        slot.Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
    }

    /// <summary>20 handlers with five statuses, of which two have errors, and ten with a histogram, of which one is slow.</summary>
    void Requests(Shop shop, double time)
    {
        for (var handler = 0; handler < 20; handler++)
        {
            foreach (var (code, perSecond) in Statuses)
                samples.Add(shop.Requests, Math.Floor(time * (handler + 1) * perSecond * (handler < 2 && code[0] == '5' ? 15 : 1)), Numbers[handler], code);
        }

        for (var handler = 0; handler < 10; handler++)
        {
            var (count, mean) = (time * 200 * (handler + 1), handler == 0 ? 3 : 0.2 + (handler / 50.0));
            for (var i = 0; i < Bounds.Length; i++)
                buckets[i] = (long)(count * (1 - Math.Exp(-Bounds[i] / mean)));
            buckets[^1] = (long)count;
            samples.AddHistogram(shop.Seconds, buckets, Math.Round(count * mean, 3), Numbers[handler]);
        }
    }

    void Processors(Shop shop, double time)
    {
        for (var cpu = 0; cpu < 8; cpu++)
        {
            for (var mode = 0; mode < Modes.Length; mode++)
                samples.Add(shop.Processors, Math.Round(time * (cpu + mode + 1) / 92, 2), Numbers[cpu], Modes[mode]);
        }
    }

    /// <summary>Three disks fill up, five machines' memory stays as it is, one target is down, one queue does not move.</summary>
    void Machines(Shop shop, double time)
    {
        for (var i = 0; i < 50; i++)
        {
            var wave = Math.Sin((time / 1800) + i);
            var size = 1e11 * (i + 1);
            samples.Add(shop.Disks, size, Numbers[i], "size");
            samples.Add(shop.Disks, Math.Floor(size * (i < 3 ? 0.09 - (time % 50_000 * 1e-6) : 0.5 + (wave / 100))), Numbers[i], "free");
            samples.Add(shop.Memory, Math.Floor(1e9 * (i + 1) * (i < 5 ? 1 : 1 + (wave / 3))), Numbers[i]);
            samples.Add(shop.Targets, i == 1 ? 0 : 1, Numbers[i]);
        }

        for (var i = 0; i < 6; i++)
            samples.Add(shop.Queues, i == 0 ? 7 : Math.Floor(1000 * (1.5 + Math.Sin((time / 600) + i))), Numbers[i]);
    }

    sealed class Shop
    {
        internal Shop(int number)
        {
            var families = new FamilySet("benchmark");
            Requests = families.Counter($"shop{number}_http_requests_total", "Requests answered.", "handler", "status");
            Seconds = families.Histogram($"shop{number}_http_request_seconds", "Time to answer, in seconds.", Bounds, "handler");
            Processors = families.Counter($"shop{number}_cpu_seconds_total", "Time spent, in seconds.", "cpu", "mode");
            Disks = families.Gauge($"shop{number}_disk_bytes", "Room on a disk, in bytes.", "device", "kind");
            Memory = families.Gauge($"shop{number}_memory_bytes", "Memory in use, in bytes.", "node");
            Targets = families.Gauge($"shop{number}_target_up", "Whether it answers.", "node");
            Queues = families.Gauge($"shop{number}_queue_length", "Messages that wait.", "queue");
        }

        internal Family Requests { get; }

        internal Family Seconds { get; }

        internal Family Processors { get; }

        internal Family Disks { get; }

        internal Family Memory { get; }

        internal Family Targets { get; }

        internal Family Queues { get; }
    }
}
