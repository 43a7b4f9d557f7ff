using System.Buffers.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// The counters of the network protocols, those of <c>/proc/net/{netstat,snmp,snmp6}</c> that the configuration asks for
/// (Documentation/networking/snmp_counter.rst). A file without IPv6 counters is a machine without IPv6.
/// </summary>
internal sealed class NetstatCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/net/{netstat,snmp,snmp6}");

    static readonly FamilyPattern Named = Families.Pattern(
        "node_netstat_<Protocol>_<Field>", FamilyKind.Untyped, "The field of that name in /proc/net/netstat, snmp or snmp6: events since boot, or a number at this moment.");

    /// <summary>A protocol has some 140 fields at most, and the file of IPv6 some 90.</summary>
    const int MaxFields = 512;

    readonly string netstat = files.Net("netstat");
    readonly string snmp = files.Net("snmp");
    readonly string snmp6 = files.Proc(files.Net("snmp6"));
    readonly Exclusion exclusion = new("", files.Config.Netstat.Fields);

    /// <summary>By the line of names, which stays the same from boot to boot.</summary>
    Utf8Map<FieldFamily?[]> Headings => field ??= new(heading => Columns(heading), capacity: 32);

    Utf8Map<FieldFamily?> Names => field ??= new(name => Field6(name), MaxFields);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        EmitPairs(samples, netstat, "netstat");
        EmitPairs(samples, snmp, "snmp");
        if (NodeFiles.TryReadOptional(snmp6, out var file))
        {
            using (file)
                Emit6(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    void EmitPairs(Samples samples, string path, string part)
    {
        if (!files.TryReadProc(path, part, samples, out var file))
            return;
        using (file)
            Emit(samples, file.Text);
    }

    /// <summary>Each protocol has a line of names and below it a line of numbers.</summary>
    internal void Emit(Samples samples, ReadOnlySpan<byte> pairs)
    {
        var lines = new Lines(pairs);
        while (lines.Next(out var names))
            lines.Count(lines.Next(out var numbers) && TryEmit(samples, names, numbers));
        lines.Report(samples, "/proc/net/netstat or snmp");
    }

    /// <summary>IPv6 has a line for each name: <c>Udp6InErrors 0</c>.</summary>
    internal void Emit6(Samples samples, ReadOnlySpan<byte> snmp6)
    {
        var lines = new Lines(snmp6);
        for (var count = 0; lines.Next(out var line); count++)
        {
            var columns = new Fields(line);
            var name = columns.Next();
            var isGood = count < MaxFields && name.IndexOf((byte)'6') > 0 && columns.Integer(out var value) && Add(samples, name, value);
            lines.Count(isGood);
        }

        lines.Report(samples, "/proc/net/snmp6");
    }

    bool Add(Samples samples, ReadOnlySpan<byte> name, ulong value)
    {
        Names[name]?.Add(samples, value);
        return true;
    }

    bool TryEmit(Samples samples, ReadOnlySpan<byte> names, ReadOnlySpan<byte> numbers)
    {
        var colon = names.IndexOf((byte)':');
        if (colon <= 0 || !numbers.StartsWith(names[..(colon + 1)]))
            return false;

        var columns = new Fields(numbers[(colon + 1)..]);
        foreach (var family in Headings[names])
        {
            var number = columns.Next();
            if (Utf8Parser.TryParse(number, out ulong value, out var used) && used == number.Length)
                family?.Add(samples, value);
            // "No limit" is -1 (Tcp_MaxConn): no number of connections, so it is absent.
            else if (!Utf8Parser.TryParse(number, out long _, out used) || used != number.Length)
                return false;
        }

        return !columns.More;
    }

    FieldFamily?[] Columns(string heading)
    {
        var names = heading.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. names.Skip(1).Take(MaxFields).Select(name => Field($"{names[0].TrimEnd(':')}_{name}"))];
    }

    FieldFamily? Field6(string name)
    {
        var six = name.IndexOf('6', StringComparison.Ordinal) + 1;
        return Field($"{name[..six]}_{name[six..]}");
    }

    FieldFamily? Field(string name) =>
        exclusion.Covers(name) ? null : FieldFamily.Of(Named, $"node_netstat_{name}", $"{name} in the counters of the network protocols.");
}
