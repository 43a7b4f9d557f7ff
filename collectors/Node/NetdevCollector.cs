using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Traffic of every network device, from <c>/proc/net/dev</c>.</summary>
internal sealed class NetdevCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/net/dev, /sys/class/net/*/statistics");

    /// <summary>In the kernel's order.</summary>
    static readonly Family[] Numbers =
    [
        Families.Counter("node_network_receive_bytes_total", "Bytes received.", "device"),
        Families.Counter("node_network_receive_packets_total", "Packets received.", "device"),
        Families.Counter("node_network_receive_errs_total", "Packets received with an error.", "device"),
        Families.Counter("node_network_receive_drop_total", "Packets received and dropped, or missed, for lack of buffers or of a protocol.", "device"),
        Families.Counter("node_network_receive_fifo_total", "Packets lost because the device's receive queue was full.", "device"),
        Families.Counter("node_network_receive_frame_total", "Packets received with a bad length, checksum or alignment.", "device"),
        Families.Counter("node_network_receive_compressed_total", "Compressed packets received.", "device"),
        Families.Counter("node_network_receive_multicast_total", "Multicast packets received.", "device"),
        Families.Counter("node_network_transmit_bytes_total", "Bytes sent.", "device"),
        Families.Counter("node_network_transmit_packets_total", "Packets sent.", "device"),
        Families.Counter("node_network_transmit_errs_total", "Packets that could not be sent because of an error.", "device"),
        Families.Counter("node_network_transmit_drop_total", "Packets dropped before they were sent.", "device"),
        Families.Counter("node_network_transmit_fifo_total", "Packets lost because the device's send queue was empty or full.", "device"),
        Families.Counter("node_network_transmit_colls_total", "Collisions while sending.", "device"),
        Families.Counter("node_network_transmit_carrier_total", "Packets lost while sending because of the carrier, an abort or a late collision.", "device"),
        Families.Counter("node_network_transmit_compressed_total", "Compressed packets sent.", "device"),
    ];

    static readonly Family NoHandler = Families.Counter("node_network_receive_nohandler_total", "Packets received on a standby device and dropped, for nobody wanted them.", "device");

    readonly string path = files.Net("dev");
    readonly Utf8Map<NetDevice> devices = Devices(files);
    readonly List<NetdevReading> readings = [];

    /// <summary>Sysfs shows the namespace that it was mounted in: only beside a procfs of the same origin is its eth0 the same eth0.</summary>
    readonly bool hasSysfs = files.OwnProcfs == files.OwnSysfs;

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc(path, samples, out var file))
        {
            using (file)
                Netdev.Parse(file.Text, devices, readings, samples);
            Emit(samples, readings);
            foreach (var (device, _) in readings)
            {
                // Since Linux 4.6, and the only one of its counters that /proc/net/dev does not have.
                if (hasSysfs && NodeFiles.TryReadNumber(device.NoHandlerPath, out var count))
                    samples.Add(NoHandler, count, device.Name);
            }
        }

        return ValueTask.CompletedTask;
    }

    internal static Utf8Map<NetDevice> Devices(NodeFiles files)
    {
        var exclusion = new Exclusion(files.Config.Netdev.DeviceExclude, files.Config.Netdev.DeviceInclude);
        return new(name => new(name, exclusion.Covers(name), files.Sys($"class/net/{name}/statistics/rx_nohandler")));
    }

    internal static void Emit(Samples samples, List<NetdevReading> readings)
    {
        foreach (var (device, numbers) in readings)
        {
            for (var i = 0; i < NetdevNumbers.Length; i++)
                samples.Add(Numbers[i], numbers[i], device.Name);
        }
    }
}
