using System.Runtime.CompilerServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>One device of <c>/proc/diskstats</c>.</summary>
/// <param name="Count">Numbers that this kernel has: 11 since ever, 15 with discards (4.18), 17 with flushes (5.5).</param>
internal readonly record struct DiskReading(DiskDevice Device, uint Major, uint Minor, DiskNumbers Numbers, int Count);

/// <summary>The numbers of one line, in the kernel's order and units.</summary>
[InlineArray(Length)]
internal struct DiskNumbers
{
    internal const int Length = 17;

    ulong first;
}

/// <summary>The parser of <c>/proc/diskstats</c> (Documentation/admin-guide/iostats.rst).</summary>
static class Diskstats
{
    const int Fewest = 11;

    /// <param name="readings">Cleared, then one entry for every device that is not excluded.</param>
    internal static void Parse(ReadOnlySpan<byte> diskstats, Utf8Map<DiskDevice> devices, List<DiskReading> readings, Samples samples)
    {
        readings.Clear();
        var lines = new Lines(diskstats);
        while (lines.Next(out var line))
        {
            var isGood = TryParse(line, devices, out var reading);
            lines.Count(isGood);
            if (isGood && !reading.Device.Excluded)
                readings.Add(reading);
        }

        // A container or a diskless machine has no block devices, and an empty file.
        lines.Report(samples, "/proc/diskstats", expectsOne: false);
    }

    static bool TryParse(ReadOnlySpan<byte> line, Utf8Map<DiskDevice> devices, out DiskReading reading)
    {
        reading = default;
        var fields = new Fields(line);
        if (!fields.Integer(out var major) || !fields.Integer(out var minor) || major > uint.MaxValue || minor > uint.MaxValue)
            return false;

        var name = fields.Next();
        var numbers = new DiskNumbers();
        var count = 0;
        while (count < DiskNumbers.Length && fields.More)
        {
            if (!fields.Integer(out numbers[count++]))
                return false;
        }

        if (count < Fewest)
            return false;
        reading = new(devices[name], (uint)major, (uint)minor, numbers, count);
        return true;
    }
}
