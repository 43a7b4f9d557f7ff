using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Neighbours that the machine knows on each network device, from <c>/proc/net/arp</c> (proc_pid_net(5)).</summary>
internal sealed class ArpCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/net/arp");

    static readonly Family Entries = Families.Gauge("node_arp_entries", "Entries of the ARP table.", "device");

    readonly string path = files.Net("arp");
    readonly Utf8Map<Device> devices = Map(new(files.Config.Arp.DeviceExclude, files.Config.Arp.DeviceInclude));

    /// <summary>Those of this poll.</summary>
    readonly List<Device> seen = [];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc(path, samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> arp)
    {
        var lines = new Lines(arp);
        seen.Clear();
        while (lines.Next(out var line))
        {
            if (!line.StartsWith("IP address"u8))
                lines.Count(TryCount(line));
        }

        foreach (var device in seen)
        {
            samples.Add(Entries, device.Entries, device.Name);
            device.Entries = 0;
        }

        // The heading alone is a machine that has spoken to nobody.
        lines.Report(samples, "/proc/net/arp", expectsOne: false);
    }

    /// <summary><c>192.0.2.1  0x1  0x2  02:fc:00:00:00:05  *  eth0</c>.</summary>
    bool TryCount(ReadOnlySpan<byte> line)
    {
        var fields = new Fields(line);
        for (var i = 0; i < 5; i++)
            fields.Next();
        var name = fields.Next();
        if (name.IsEmpty || fields.More)
            return false;

        var device = devices[name];
        if (!device.Excluded && device.Entries++ == 0)
            seen.Add(device);
        return true;
    }

    static Utf8Map<Device> Map(Exclusion exclusion) => new(name => new(name, exclusion.Covers(name)));

    sealed class Device(string name, bool excluded)
    {
        internal string Name { get; } = name;

        internal bool Excluded { get; } = excluded;

        internal int Entries { get; set; }
    }
}
