using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Temperatures and what is done about them, from <c>/sys/class/thermal</c> (Documentation/driver-api/thermal/sysfs-api.rst). A zone that
/// cannot be measured at the moment is absent.
/// </summary>
internal sealed class ThermalZoneCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/thermal");

    static readonly Family Temperature = Families.Gauge("node_thermal_zone_temp", "Temperature of a thermal zone, in degrees Celsius.", "zone", "type");

    static readonly Family Current = Families.Gauge(
        "node_cooling_device_cur_state", "How hard a cooling device cools, from 0 to its most; for a processor, how far it is throttled.", "name", "type");

    static readonly Family Most = Families.Gauge("node_cooling_device_max_state", "How hard a cooling device can cool.", "name", "type");

    const double Millidegrees = 1000;

    readonly SysfsClass<ThermalDevice> zones = Devices(files, "thermal_zone");
    readonly SysfsClass<ThermalDevice> coolers = Devices(files, "cooling_device");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var zone in zones.Read(samples))
            EmitZone(samples, zone);
        foreach (var cooler in coolers.Read(samples))
            EmitCooler(samples, cooler);
        return ValueTask.CompletedTask;
    }

    static void EmitZone(Samples samples, ThermalDevice zone)
    {
        if (zone.Device.TryRead("temp"u8, out var temperature))
            samples.Add(Temperature, temperature / Millidegrees, zone.Device.Name, zone.Type);
    }

    static void EmitCooler(Samples samples, ThermalDevice cooler)
    {
        // -1 of the current state, Intel's powerclamp, is one that is off.
        if (!cooler.Device.TryRead("cur_state"u8, out var current) || !cooler.Device.TryRead("max_state"u8, out var most))
            return;
        samples.Add(Current, current, cooler.Device.Name, cooler.Type);
        samples.Add(Most, most, cooler.Device.Name, cooler.Type);
    }

    static SysfsClass<ThermalDevice> Devices(NodeFiles files, string prefix) => new(
        files.Sys("class/thermal"),
        name => name.StartsWith(prefix, StringComparison.Ordinal) && new SysfsDevice(name[prefix.Length..], files.Sys($"class/thermal/{name}")) is var device
            ? new(device, device.Fact("type"u8) ?? "")
            : null);

    /// <param name="Type">What it is, such as <c>x86_pkg_temp</c>; never changes.</param>
    sealed record ThermalDevice(SysfsDevice Device, string Type);
}
