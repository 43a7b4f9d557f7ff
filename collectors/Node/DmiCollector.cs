using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// What the firmware says of the machine, from <c>/sys/class/dmi/id</c>: read once, for it stays until the next boot. Serial numbers are
/// for root only.
/// </summary>
internal sealed class DmiCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/dmi/id");

    static readonly string[] Labels =
    [
        "bios_date", "bios_release", "bios_vendor", "bios_version", "board_asset_tag", "board_name", "board_serial", "board_vendor", "board_version",
        "chassis_asset_tag", "chassis_serial", "chassis_vendor", "chassis_version", "product_family", "product_name", "product_serial", "product_sku",
        "product_uuid", "product_version", "system_vendor",
    ];

    static readonly Family Info = Families.Info("node_dmi_info", "Firmware, board, chassis and product, as the firmware names them.", Labels);

    string[]? facts;

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        facts ??= Read(new("dmi", files.Sys("class/dmi/id")));
        if (facts.Length > 0)
            samples.AddInfo(Info, facts);
        return ValueTask.CompletedTask;
    }

    /// <returns>Nothing where there is no such firmware.</returns>
    static string[] Read(SysfsDevice dmi)
    {
        var values = Array.ConvertAll(Labels, label => dmi.Fact(Encoding.UTF8.GetBytes(label == "system_vendor" ? "sys_vendor" : label)) ?? "");
        return Array.TrueForAll(values, value => value.Length == 0) ? [] : values;
    }
}
