using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Collectors.Process;

/// <summary>The clock that the starts of processes are told by, beside that of the wall.</summary>
/// <param name="BootedAt">The moment that it counts from, as the wall's clock is set now.</param>
/// <param name="NowTicks">Since then.</param>
internal readonly record struct BootClock(DateTime BootedAt, ulong NowTicks)
{
    const ulong TimeSpanTicks = (ulong)(TimeSpan.TicksPerSecond / ProcessStat.TicksPerSecond);
    const ulong HundredYears = 100UL * 366 * 24 * 3600 * (ulong)ProcessStat.TicksPerSecond;

    internal static BootClock Read(TimeProvider clock)
    {
        // In this order, so that being interrupted between the two makes starts earlier: they are compared with what came after them.
        var wall = clock.GetUtcNow().UtcDateTime;
        var sinceBoot = Libc.SinceBoot();
        return new(wall - sinceBoot, (ulong)sinceBoot.Ticks / TimeSpanTicks);
    }

    /// <param name="startTicks"><see cref="ProcessStat.StartTicks"/>, which the kernel has rounded down.</param>
    internal DateTime At(ulong startTicks) => BootedAt + TimeSpan.FromTicks((long)(Math.Min(startTicks, HundredYears) * TimeSpanTicks));
}
