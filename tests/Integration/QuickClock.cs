namespace MetricsAgent.Tests.Integration;

/// <summary>A clock on which real time goes by so many times as fast.</summary>
internal sealed class QuickClock(int times) : TimeProvider
{
    readonly DateTimeOffset start = System.GetUtcNow();
    readonly long began = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency / times;

    /// <summary>What goes by on this clock as real time.</summary>
    internal TimeSpan Real(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / times;

    public override DateTimeOffset GetUtcNow() => start + GetElapsedTime(began);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new QuickTimer(this, System.CreateTimer(callback, state, Real(dueTime), Real(period)));

    sealed class QuickTimer(QuickClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
