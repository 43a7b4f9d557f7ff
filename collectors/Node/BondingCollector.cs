using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>How many devices every bond has and how many of them have a link, from <c>/sys/class/net/*/bonding</c> (Documentation/networking/bonding.rst).</summary>
internal sealed class BondingCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/net/bonding_masters, /sys/class/net/*/bonding");

    static readonly Family Slaves = Families.Gauge("node_bonding_slaves", "Devices that belong to a bond.", "master");
    static readonly Family Active = Families.Gauge("node_bonding_active", "Devices of a bond that have a link.", "master");

    readonly string masters = files.Sys("class/net/bonding_masters");
    readonly Utf8Map<Bond> bonds = new(name => new(name, files.Sys($"class/net/{name}")));

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        // Only a kernel with the module has it.
        if (!NodeFiles.TryReadOptional(masters, out var file))
            return ValueTask.CompletedTask;
        using (file)
        {
            var names = new Fields(file.Text);
            for (var name = names.Next(); !name.IsEmpty; name = names.Next())
                Emit(samples, bonds[name]);
        }

        return ValueTask.CompletedTask;
    }

    static void Emit(Samples samples, Bond bond)
    {
        // Half a count would be no count.
        if (bond.TryCount(out var slaves, out var active))
        {
            samples.Add(Slaves, slaves, bond.Name);
            samples.Add(Active, active, bond.Name);
        }
        else
        {
            samples.Unavailable("bond", Reason.NotFound, "a bond, or the state of a device that belongs to it, cannot be read; the bond is left out");
        }
    }
}

/// <summary>A bond and the devices that belong to it.</summary>
internal sealed class Bond(string name, string path)
{
    readonly SysfsDevice device = new(name, path);
    readonly Utf8Map<(SysfsDevice Lower, SysfsDevice Slave)> slaves = new(slave => (
        new(slave, $"{path}/lower_{slave}/bonding_slave"),
        // Kernels before 3.13.
        new(slave, $"{path}/slave_{slave}/bonding_slave")));

    internal string Name => name;

    /// <summary>False when a file is missing: devices come and go while they are counted.</summary>
    internal bool TryCount(out int all, out int active)
    {
        (all, active) = (0, 0);
        if (device.Read("bonding/slaves"u8, out var file) != 0)
            return false;
        using (file)
        {
            var names = new Fields(file.Text);
            for (var slave = names.Next(); !slave.IsEmpty; slave = names.Next())
            {
                if (!TryReadState(slaves[slave], out var isUp))
                    return false;
                all++;
                active += isUp ? 1 : 0;
            }
        }

        return true;
    }

    static bool TryReadState((SysfsDevice Lower, SysfsDevice Slave) paths, out bool isUp)
    {
        isUp = false;
        if (paths.Lower.Read("mii_status"u8, out var file) != 0 && paths.Slave.Read("mii_status"u8, out file) != 0)
            return false;
        using (file)
            isUp = new Fields(file.Text).Next().SequenceEqual("up"u8);
        return true;
    }
}
