using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>The machine's clock and time zone, and the hardware that keeps the time, from <c>/sys/devices/system/clocksource</c>.</summary>
internal sealed class TimeCollector(NodeFiles files, TimeProvider clock) : ICollector
{
    internal static readonly FamilySet Families = new("clock_gettime(2), /sys/devices/system/clocksource");

    static readonly Family Now = Families.Gauge("node_time_seconds", "The machine's clock, in seconds since 1970.");

    static readonly Family ZoneOffset = Families.Gauge("node_time_zone_offset_seconds", "How far local time is ahead of UTC, in seconds.", "time_zone");

    static readonly Family Available = Families.Info("node_time_clocksource_available_info", "Every clock source that the kernel could use.", "device", "clocksource");

    static readonly Family Current = Families.Info("node_time_clocksource_current_info", "The clock source that the kernel uses.", "device", "clocksource");

    /// <summary>The kernel has one such device, always number 0.</summary>
    const string Device = "0";

    readonly Utf8Map<string> names = new(name => name);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Emit(samples, clock.GetUtcNow(), clock.LocalTimeZone);
        if (files.TryReadSys("devices/system/clocksource/clocksource0/available_clocksource", "clocksource", samples, out var available))
        {
            using (available)
                Emit(samples, Available, available.Text);
        }

        if (files.TryReadSys("devices/system/clocksource/clocksource0/current_clocksource", "clocksource", samples, out var current))
        {
            using (current)
                Emit(samples, Current, current.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, DateTimeOffset now, TimeZoneInfo zone)
    {
        samples.Add(Now, (now - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond);
        samples.Add(ZoneOffset, zone.GetUtcOffset(now).TotalSeconds, Abbreviation(zone, now));
    }

    /// <summary><c>CET</c>, <c>CEST</c>: without globalization data, .NET's names of a zone are the zone file's abbreviations, except that of UTC.</summary>
    static string Abbreviation(TimeZoneInfo zone, DateTimeOffset now)
    {
        var name = zone.IsDaylightSavingTime(now) ? zone.DaylightName : zone.StandardName;
        return name == TimeZoneInfo.Utc.StandardName ? "UTC" : name;
    }

    void Emit(Samples samples, Family family, ReadOnlySpan<byte> sources)
    {
        var fields = new Fields(sources);
        for (var source = fields.Next(); !source.IsEmpty; source = fields.Next())
            samples.AddInfo(family, Device, names[source]);
    }
}
