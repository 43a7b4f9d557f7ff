using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Energy that processors and memory have used, from <c>/sys/class/powercap</c> (Documentation/power/powercap/powercap.rst). Since Linux
/// 5.10 for root only.
/// </summary>
internal sealed class RaplCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/powercap");

    static readonly FamilyPattern Energy = Families.Pattern(
        "node_rapl_<zone>_joules_total", FamilyKind.Counter, "Energy that a power zone has used, in joules; begins again at a limit of the hardware's.", "index", "path");

    const double Microjoules = 1e6;

    readonly SysfsClass<SysfsDevice> devices = new(files.Sys("class/powercap"), name => new(name, files.Sys($"class/powercap/{name}")));
    readonly List<Zone> zones = [];
    int generation;

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Discover(devices.Read(samples));
        foreach (var zone in zones)
        {
            if (!TryEmit(samples, zone))
                break;
        }

        return ValueTask.CompletedTask;
    }

    /// <returns>False where this process may not know.</returns>
    static bool TryEmit(Samples samples, Zone zone)
    {
        var error = zone.Device.Read("energy_uj"u8, out var file);
        if (Errno.ReasonOf(error) == Reason.PermissionDenied)
        {
            samples.Unavailable("energy", Reason.PermissionDenied, $"{zone.Path}/energy_uj: since Linux 5.10 only root may read it");
            return false;
        }

        if (error != 0)
            return true;
        using (file)
        {
            if (SysfsNumber.TryParse(file.Text, out var energy) && energy >= 0)
                zone.Family.Add(samples, energy / Microjoules, zone.Index, zone.Path);
        }

        return true;
    }

    /// <summary>The number at the end of a name, as in package-1, tells zones apart; those without are counted.</summary>
    void Discover(List<SysfsDevice> current)
    {
        if (generation == devices.Generation)
            return;
        generation = devices.Generation;
        zones.Clear();
        var uses = new Dictionary<string, int>();
        foreach (var device in current)
        {
            if (device.Fact("name"u8) is not { Length: > 0 } name)
                continue;
            var parts = name.Split('-');
            var isNumbered = int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && parts.Length == 2;
            var zone = isNumbered ? parts[0] : name;
            index = isNumbered ? index : uses.GetValueOrDefault(zone);
            uses[zone] = index + 1;
            if (FieldFamily.Of(Energy, $"node_rapl_{Name(zone)}_joules_total", Energy.Help) is { } family)
                zones.Add(new(device, index.ToString(CultureInfo.InvariantCulture), $"/sys/class/powercap/{device.Name}", family));
        }
    }

    static string Name(string zone) => string.Concat(zone.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    sealed record Zone(SysfsDevice Device, string Index, string Path, FieldFamily Family);
}
