using System.Text.RegularExpressions;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>NVMe controllers and their namespaces, from <c>/sys/class/nvme</c>.</summary>
internal sealed partial class NvmeCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/nvme");

    static readonly Family Info = Families.Info(
        "node_nvme_info", "What an NVMe controller is, and whether it is live.", "device", "firmware_revision", "model", "serial", "state", "cntlid");

    static readonly Family NamespaceInfo = Families.Info("node_nvme_namespace_info", "How a namespace can be reached through a controller.", "device", "nsid", "ana_state");
    static readonly Family Size = Families.Gauge("node_nvme_namespace_size_bytes", "Size of a namespace, in bytes.", "device", "nsid");
    static readonly Family Capacity = Families.Gauge("node_nvme_namespace_capacity_bytes", "Capacity of a namespace, in bytes: its size.", "device", "nsid");
    static readonly Family Used = Families.Gauge("node_nvme_namespace_used_bytes", "Bytes of a namespace that are allocated on the medium.", "device", "nsid");
    static readonly Family BlockSize = Families.Gauge("node_nvme_namespace_logical_block_size_bytes", "Size of a namespace's blocks, in bytes.", "device", "nsid");

    /// <summary>The size of a block device is in sectors of 512 bytes, whatever its own blocks are.</summary>
    const double Sector = 512;

    readonly SysfsClass<Controller> controllers = new(files.Sys("class/nvme"), name => new(new(name, files.Sys($"class/nvme/{name}"))));
    readonly Utf8Map<string> texts = SysfsDevice.Texts();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var controller in controllers.Read(samples))
        {
            var device = controller.Device;
            samples.AddInfo(
                Info, device.Name, device.Text("firmware_rev"u8, texts), device.Text("model"u8, texts), device.Text("serial"u8, texts),
                device.Text("state"u8, texts), device.Text("cntlid"u8, texts));
            foreach (var area in controller.Namespaces.Read(samples))
                Emit(samples, device, area);
        }

        return ValueTask.CompletedTask;
    }

    void Emit(Samples samples, SysfsDevice controller, SysfsDevice area)
    {
        // Only controllers that share namespaces have a state of access.
        var access = area.Text("ana_state"u8, texts);
        samples.AddInfo(NamespaceInfo, controller.Name, area.Name, access.Length > 0 ? access : "unknown");
        if (area.TryRead("size"u8, out var sectors))
        {
            samples.Add(Size, sectors * Sector, controller.Name, area.Name);
            samples.Add(Capacity, sectors * Sector, controller.Name, area.Name);
        }

        if (!area.TryRead("queue/logical_block_size"u8, out var block))
            return;
        samples.Add(BlockSize, block, controller.Name, area.Name);
        // Since Linux 6.8.
        if (area.TryRead("nuse"u8, out var blocks))
            samples.Add(Used, blocks * block, controller.Name, area.Name);
    }

    [GeneratedRegex(@"^nvme\d+n(\d+)$")]
    private static partial Regex NamespaceName();

    sealed class Controller(SysfsDevice device)
    {
        internal SysfsDevice Device => device;

        internal SysfsClass<SysfsDevice> Namespaces { get; } = new(
            device.Path, name => NamespaceName().Match(name) is { Success: true } match ? new(match.Groups[1].Value, $"{device.Path}/{name}") : null);
    }
}
