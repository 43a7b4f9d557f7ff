namespace MetricsAgent.Tests.Unit;

/// <summary>A clock that goes when it is told; timers fire as it passes them.</summary>
internal sealed class ManualClock : TimeProvider
{
    readonly Lock gate = new();
    readonly List<ManualTimer> timers = [];
    TimeSpan elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (gate)
            return elapsed.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Timers that wait to fire.</summary>
    internal int Waiting
    {
        get
        {
            lock (gate)
                return timers.Count;
        }
    }

    internal void Advance(TimeSpan time)
    {
        ManualTimer[] due;
        lock (gate)
        {
            elapsed += time;
            due = [.. timers.Where(timer => timer.Due <= elapsed).OrderBy(timer => timer.Due)];
            foreach (var timer in due)
                timers.Remove(timer);
        }

        foreach (var timer in due)
            timer.Fire();
    }

    sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        internal TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock.elapsed + dueTime;
                clock.timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
                clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire() => callback(state);
    }
}
