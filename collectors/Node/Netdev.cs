using System.Runtime.CompilerServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>One device of <c>/proc/net/dev</c>.</summary>
internal readonly record struct NetdevReading(NetDevice Device, NetdevNumbers Numbers);

/// <summary>The numbers of one line, in the kernel's order: eight received, eight sent.</summary>
[InlineArray(Length)]
internal struct NetdevNumbers
{
    internal const int Length = 16;

    ulong first;
}

/// <summary>What does not change about a network device.</summary>
/// <param name="noHandlerPath">Where sysfs counts the packets that nobody wanted.</param>
internal sealed class NetDevice(string name, bool excluded, string noHandlerPath)
{
    internal string Name { get; } = name;

    internal bool Excluded { get; } = excluded;

    internal string NoHandlerPath { get; } = noHandlerPath;
}

/// <summary>The parser of <c>/proc/net/dev</c> (proc_pid_net(5)).</summary>
static class Netdev
{
    /// <param name="readings">Cleared, then one entry for every device that is not excluded.</param>
    internal static void Parse(ReadOnlySpan<byte> netdev, Utf8Map<NetDevice> devices, List<NetdevReading> readings, Samples samples)
    {
        readings.Clear();
        var lines = new Lines(netdev);
        while (lines.Next(out var line))
        {
            if (IsHeading(line))
                continue;
            var isGood = TryParse(line, devices, out var reading);
            lines.Count(isGood);
            if (isGood && !reading.Device.Excluded)
                readings.Add(reading);
        }

        lines.Report(samples, "/proc/net/dev");
    }

    static bool IsHeading(ReadOnlySpan<byte> line) => line.IndexOf((byte)'|') >= 0 && line.IndexOf((byte)':') < 0;

    static bool TryParse(ReadOnlySpan<byte> line, Utf8Map<NetDevice> devices, out NetdevReading reading)
    {
        reading = default;
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
            return false;

        var name = line[..colon].Trim((byte)' ');
        var fields = new Fields(line[(colon + 1)..]);
        var numbers = new NetdevNumbers();
        for (var i = 0; i < NetdevNumbers.Length; i++)
        {
            if (!fields.Integer(out numbers[i]))
                return false;
        }

        if (name.IsEmpty)
            return false;
        reading = new(devices[name], numbers);
        return true;
    }
}
