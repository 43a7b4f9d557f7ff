namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>A clock that stands still in central Europe.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone(
        "Europe/Test", TimeSpan.FromHours(1), "Test", "CET", "CEST",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
        ]);

    internal static readonly FixedClock Winter = new(new(2026, 1, 15, 12, 0, 0, 250, TimeSpan.Zero));

    internal static readonly FixedClock Summer = new(new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero));

    public override TimeZoneInfo LocalTimeZone => Zone;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => 0;
}
