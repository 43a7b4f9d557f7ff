using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Memory errors that the hardware has corrected, or could not, from <c>/sys/devices/system/edac/mc</c> (Documentation/admin-guide/ras.rst).</summary>
internal sealed class EdacCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/devices/system/edac/mc");

    static readonly Family Correctable = Families.Counter("node_edac_correctable_errors_total", "Memory errors of a controller that were corrected.", "controller");
    static readonly Family Uncorrectable = Families.Counter("node_edac_uncorrectable_errors_total", "Memory errors of a controller that could not be corrected.", "controller");
    static readonly Family RowCorrectable = Families.Counter("node_edac_csrow_correctable_errors_total", "Memory errors of a chip-select row that were corrected; unknown where the hardware cannot tell the row.", "controller", "csrow");
    static readonly Family RowUncorrectable = Families.Counter("node_edac_csrow_uncorrectable_errors_total", "Memory errors of a chip-select row that could not be corrected; unknown where the hardware cannot tell the row.", "controller", "csrow");

    const string Unknown = "unknown";

    readonly SysfsClass<Controller> controllers = new(
        files.Sys("devices/system/edac/mc"), name => NumberAfter(name, "mc") is { } number ? new(new(number, files.Sys($"devices/system/edac/mc/{name}"))) : null);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var controller in controllers.Read(samples))
            Emit(samples, controller);
        return ValueTask.CompletedTask;
    }

    static void Emit(Samples samples, Controller controller)
    {
        var device = controller.Device;
        Add(samples, Correctable, device, "ce_count"u8, device.Name);
        Add(samples, Uncorrectable, device, "ue_count"u8, device.Name);
        Add(samples, RowCorrectable, device, "ce_noinfo_count"u8, device.Name, Unknown);
        Add(samples, RowUncorrectable, device, "ue_noinfo_count"u8, device.Name, Unknown);
        foreach (var row in controller.Rows.Read(samples))
        {
            Add(samples, RowCorrectable, row, "ce_count"u8, device.Name, row.Name);
            Add(samples, RowUncorrectable, row, "ue_count"u8, device.Name, row.Name);
        }
    }

    static void Add(Samples samples, Family family, SysfsDevice device, ReadOnlySpan<byte> file, params ReadOnlySpan<string> labels)
    {
        if (device.TryRead(file, out var errors) && errors >= 0)
            samples.Add(family, errors, labels);
    }

    static string? NumberAfter(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length && char.IsAsciiDigit(name[prefix.Length]) ? name[prefix.Length..] : null;

    sealed class Controller(SysfsDevice device)
    {
        internal SysfsDevice Device => device;

        internal SysfsClass<SysfsDevice> Rows { get; } = new(
            device.Path, name => NumberAfter(name, "csrow") is { } number ? new(number, $"{device.Path}/{name}") : null);
    }
}
