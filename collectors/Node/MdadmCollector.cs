using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Software RAID, from <c>/proc/mdstat</c> and <c>/sys/block/md*/md</c> (Documentation/admin-guide/md.rst).</summary>
internal sealed class MdadmCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/mdstat, /sys/block/md*/md");

    static readonly Family State = Families.Gauge("node_md_state", "1 for what an array does, 0 for every other state; all are 0 while it is reshaped.", "device", "state");
    static readonly Family Disks = Families.Gauge("node_md_disks", "Disks of an array that are active, have failed or are spare.", "device", "state");
    static readonly Family DisksRequired = Families.Gauge("node_md_disks_required", "Disks that an array needs to be whole.", "device");
    static readonly Family Blocks = Families.Gauge("node_md_blocks", "Size of an array, in blocks of 1024 bytes.", "device");
    static readonly Family BlocksSynced = Families.Gauge("node_md_blocks_synced", "Blocks that are in sync; while an array recovers, resyncs or is checked, blocks of a disk done so far.", "device");

    static readonly SysfsNumber[] Numbers =
    [
        new("raid_disks", Families.Gauge("node_md_raid_disks", "Disks of an array that is whole, as sysfs has it.", "device")),
        new("degraded", Families.Gauge("node_md_degraded", "Disks that an array lacks; absent for arrays without redundancy.", "device")),
    ];

    static readonly (MdState State, string Label)[] States =
    [
        (MdState.Active, "active"), (MdState.Inactive, "inactive"), (MdState.Recovering, "recovering"), (MdState.Resync, "resync"), (MdState.Check, "check"),
    ];

    readonly string path = files.Proc("mdstat");
    readonly Utf8Map<string> names = SysfsDevice.Texts();
    readonly List<MdArray> arrays = [];

    readonly SysfsClass<SysfsDevice> devices = new(
        files.Sys("block"), name => name.StartsWith("md", StringComparison.Ordinal) ? new(name, files.Sys($"block/{name}/md")) : null);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        // Only a kernel with the driver has it.
        if (!NodeFiles.TryReadOptional(path, out var file))
            return ValueTask.CompletedTask;
        using (file)
            Emit(samples, file.Text);
        foreach (var device in devices.Read(samples))
        {
            foreach (var number in Numbers)
                number.Emit(samples, device);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> mdstat)
    {
        Mdstat.Parse(mdstat, names, arrays, samples);
        foreach (var array in arrays)
        {
            foreach (var (state, label) in States)
                samples.Add(State, array.State == state ? 1 : 0, array.Name, label);
            samples.Add(Disks, array.Active, array.Name, "active");
            samples.Add(Disks, array.Failed, array.Name, "failed");
            samples.Add(Disks, array.Spare, array.Name, "spare");
            samples.Add(DisksRequired, array.Required, array.Name);
            samples.Add(Blocks, array.Blocks, array.Name);
            samples.Add(BlocksSynced, array.BlocksSynced, array.Name);
        }
    }
}
