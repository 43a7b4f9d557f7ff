using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Hardware watchdogs, which reset a machine that hangs, from <c>/sys/class/watchdog</c> (Documentation/ABI/testing/sysfs-class-watchdog).</summary>
internal sealed class WatchdogCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/watchdog");

    static readonly Family Info = Families.Info(
        "node_watchdog_info", "What a watchdog is, and whether it is active.", "name", "options", "identity", "state", "status", "pretimeout_governor");

    static readonly SysfsNumber[] Numbers =
    [
        new("bootstatus", Families.Gauge("node_watchdog_bootstatus", "Why the machine was booted, bits WDIOF_* of watchdog.h: 32 is the watchdog itself.", "name")),
        new("fw_version", Families.Gauge("node_watchdog_fw_version", "Version of a watchdog's firmware.", "name")),
        new("nowayout", Families.Gauge("node_watchdog_nowayout", "Whether a watchdog goes on when nobody feeds it any more, 0 or 1.", "name")),
        new("timeleft", Families.Gauge("node_watchdog_timeleft_seconds", "Time until a watchdog resets the machine, in seconds.", "name")),
        new("timeout", Families.Gauge("node_watchdog_timeout_seconds", "Time without food after which a watchdog resets the machine, in seconds.", "name")),
        new("pretimeout", Families.Gauge("node_watchdog_pretimeout_seconds", "Time before the reset at which a watchdog warns, in seconds; 0 never.", "name")),
        new("access_cs0", Families.Gauge("node_watchdog_access_cs0", "1 where the machine was booted from the other flash chip.", "name")),
    ];

    readonly SysfsClass<SysfsDevice> devices = new(files.Sys("class/watchdog"), name => new(name, files.Sys($"class/watchdog/{name}")));
    readonly Utf8Map<string> texts = SysfsDevice.Texts();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var device in devices.Read(samples))
        {
            foreach (var number in Numbers)
                number.Emit(samples, device);
            samples.AddInfo(
                Info, device.Name, device.Text("options"u8, texts), device.Text("identity"u8, texts), device.Text("state"u8, texts),
                device.Text("status"u8, texts), device.Text("pretimeout_governor"u8, texts));
        }

        return ValueTask.CompletedTask;
    }
}
