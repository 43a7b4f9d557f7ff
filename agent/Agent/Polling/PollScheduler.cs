namespace MetricsAgent.Polling;

/// <summary>Has loops poll when they are due. One timer for all of them: to each its own would wake a thread for each.</summary>
internal sealed class PollScheduler(IReadOnlyCollection<PollLoop> loops, PollThread thread, TimeProvider clock)
{
    /// <summary>Those that are due within so short a time begin together, with the last of them.</summary>
    static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(10);

    /// <summary>How long polls may be held up by one that blocks the thread.</summary>
    static readonly TimeSpan LongestHoldup = TimeSpan.FromMilliseconds(100);

    static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    /// <summary>Polls until cancelled, then lets the polls that run come to their end.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
                await Task.Delay(Advance(stop), clock, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        await Task.WhenAll(loops.Select(loop => loop.Ended));
    }

    /// <returns>How long there is nothing to do, in whole milliseconds: a timer leaves out parts of one, and would fire too early.</returns>
    TimeSpan Advance(CancellationToken stop)
    {
        thread.Hurry();
        var wait = LongestSleep;
        foreach (var loop in loops)
            wait = Shorter(wait, loop.Advance(stop));
        if (thread.IsBehind)
            wait = Shorter(wait, LongestHoldup);
        return wait > ShortestSleep ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : ShortestSleep;
    }

    static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
