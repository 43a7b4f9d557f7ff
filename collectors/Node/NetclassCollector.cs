using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>What every network device is and how its link fares, from <c>/sys/class/net</c> (Documentation/ABI/testing/sysfs-class-net).</summary>
internal sealed class NetclassCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/net");

    static readonly Family Up = Families.Gauge("node_network_up", "Whether a device's operstate is up, 0 or 1.", "device");

    static readonly Family Info = Families.Info(
        "node_network_info", "Addresses, duplex and state of a network device, as sysfs spells them; adminstate is what the administrator wants.",
        "device", "address", "broadcast", "duplex", "operstate", "adminstate", "ifalias");

    static readonly Family Flags = Families.Gauge("node_network_flags", "Flags of a device, the sum of the bits IFF_* of netdevice(7).", "device");

    static readonly SysfsNumber[] Numbers =
    [
        new("addr_assign_type", Families.Gauge("node_network_address_assign_type", "Where a device's address is from: 0 hardware, 1 random, 2 another device, 3 the administrator.", "device")),
        new("carrier", Families.Gauge("node_network_carrier", "Whether a device has a physical link, 0 or 1; absent while it is switched off.", "device")),
        new("carrier_changes", Families.Counter("node_network_carrier_changes_total", "Times that a device's link came or went.", "device")),
        new("carrier_up_count", Families.Counter("node_network_carrier_up_changes_total", "Times that a device's link came.", "device")),
        new("carrier_down_count", Families.Counter("node_network_carrier_down_changes_total", "Times that a device's link went.", "device")),
        new("dev_id", Families.Gauge("node_network_device_id", "Tells devices apart that have one link-layer address.", "device")),
        new("dormant", Families.Gauge("node_network_dormant", "Whether a device waits for something, such as 802.1x, before it passes packets, 0 or 1.", "device")),
        new("ifindex", Families.Gauge("node_network_iface_id", "The kernel's number for a device.", "device")),
        new("iflink", Families.Gauge("node_network_iface_link", "The number of the device that a device sends through, mostly its own.", "device")),
        new("link_mode", Families.Gauge("node_network_iface_link_mode", "How a device's link is used: 0 by default, 1 dormant.", "device")),
        new("mtu", Families.Gauge("node_network_mtu_bytes", "The largest packet that a device sends, in bytes.", "device")),
        new("name_assign_type", Families.Gauge("node_network_name_assign_type", "Where a device's name is from: 1 the kernel's count, 2 predictable, 3 from user space, 4 renamed.", "device")),
        new("netdev_group", Families.Gauge("node_network_net_dev_group", "The group that the administrator has put a device into.", "device")),
        new("speed", Families.Gauge("node_network_speed_bytes", "Speed of a device's link, in bytes a second; absent where it is not known.", "device"), BytesPerMegabit),
        new("tx_queue_len", Families.Gauge("node_network_transmit_queue_length", "Packets that a device's send queue may hold.", "device")),
        new("type", Families.Gauge("node_network_protocol_type", "Kind of a device's link layer, ARPHRD_* of if_arp.h: 1 is Ethernet, 772 loopback.", "device")),
    ];

    /// <summary>As a divisor: the file is in megabits a second.</summary>
    const double BytesPerMegabit = 8 / 1e6;

    /// <summary>IFF_UP.</summary>
    const int AdminUp = 1;

    readonly SysfsClass<SysfsDevice> devices = Devices(files);
    readonly Utf8Map<string> texts = SysfsDevice.Texts();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        // Sysfs shows the namespace that it was mounted in: beside another's procfs, one eth0 would be two.
        if (files.OwnProcfs != files.OwnSysfs)
        {
            samples.Unavailable(Reason.Unsupported, "procfs and sysfs are not of the same machine: set both, or none");
            return ValueTask.CompletedTask;
        }

        foreach (var device in devices.Read(samples))
            Emit(samples, device);
        return ValueTask.CompletedTask;
    }

    static SysfsClass<SysfsDevice> Devices(NodeFiles files)
    {
        var exclusion = new Exclusion(files.Config.Netclass.IgnoredDevices);
        return new(files.Sys("class/net"), name => exclusion.Covers(name) ? null : new(name, files.Sys($"class/net/{name}")));
    }

    void Emit(Samples samples, SysfsDevice device)
    {
        var operstate = device.Text("operstate"u8, texts);
        // It has gone since it was listed.
        if (operstate.Length == 0)
            return;
        samples.Add(Up, operstate == "up" ? 1 : 0, device.Name);
        var hasFlags = device.TryRead("flags"u8, out var flags);
        if (hasFlags)
            samples.Add(Flags, flags, device.Name);
        samples.AddInfo(
            Info, device.Name, device.Text("address"u8, texts), device.Text("broadcast"u8, texts), device.Text("duplex"u8, texts), operstate,
            !hasFlags ? "unknown" : ((long)flags & AdminUp) == AdminUp ? "up" : "down", device.Text("ifalias"u8, texts));
        foreach (var number in Numbers)
            number.Emit(samples, device);
    }
}
