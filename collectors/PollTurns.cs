namespace MetricsAgent.Collectors;

/// <summary>Lets a number of polls go on at once; others wait until it is their turn. Tells how many come late for that.</summary>
#pragma warning disable CA1001 // A semaphore that is only awaited holds nothing to dispose of.
public sealed class PollTurns
#pragma warning restore CA1001
{
    /// <summary>Of its interval; a poll that waits for longer comes late.</summary>
    const double Tolerance = 0.1;

    readonly SemaphoreSlim free;
    readonly TimeProvider clock;
    readonly Lock gate = new();
    TurnReading reading;

    /// <param name="limit">Polls at once.</param>
    public PollTurns(int limit, TimeProvider clock)
    {
        free = new(limit);
        this.clock = clock;
        Limit = limit;
    }

    public static PollTurns Unlimited { get; } = new(int.MaxValue, TimeProvider.System);

    public int Limit { get; }

    public TurnReading Reading
    {
        get
        {
            lock (gate)
                return reading;
        }
    }

    /// <param name="interval">Null where the poll has no time to keep, and is not counted.</param>
    public async Task RunAsync(Func<Task> poll, TimeSpan? interval, CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        await free.WaitAsync(cancel);
        var began = clock.GetTimestamp();
        try
        {
            await poll();
        }
        finally
        {
            free.Release();
            if (interval is { } time && this != Unlimited)
                Count(clock.GetElapsedTime(asked, began), time);
        }
    }

    void Count(TimeSpan waited, TimeSpan interval)
    {
        var late = waited > interval * Tolerance ? 1 : 0;
        lock (gate)
            reading = new(reading.Polls + 1, reading.Late + late, reading.Waited + waited);
    }
}

/// <summary>Polls that have ended, of those with a time to keep.</summary>
/// <param name="Late">Those that waited for their turn for more than a tenth of their interval.</param>
/// <param name="Waited">By all of them together.</param>
public readonly record struct TurnReading(long Polls, long Late, TimeSpan Waited)
{
    /// <summary>What has come since an earlier reading.</summary>
    public TurnReading Since(TurnReading earlier) => new(Polls - earlier.Polls, Late - earlier.Late, Waited - earlier.Waited);
}
