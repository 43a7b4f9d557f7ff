namespace MetricsAgent.Collectors.Postgres;

/// <summary>How long to leave a failing server alone: twice as long every time up to a cap, with jitter so that agents do not come all at once.</summary>
internal sealed class ReconnectDelay(TimeProvider clock, TimeSpan most)
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    TimeSpan next = First;
    TimeSpan delay;
    long since;

    /// <summary>Why the last attempt failed.</summary>
    Failure? last;

    /// <returns>The last failure while it is too early to try again; otherwise null.</returns>
    internal Failure? Pending() => last is not null && clock.GetElapsedTime(since) < delay ? last : null;

    /// <summary>Runs <paramref name="attempt"/> unless it is too early for one.</summary>
    /// <returns>Why it failed, or has last; null when it is done.</returns>
    internal async ValueTask<Failure?> AttemptAsync(Func<ValueTask<Failure?>> attempt)
    {
        if (Pending() is { } pending)
            return pending;
        var failure = await attempt();
        if (failure is null)
            Succeeded();
        else
            Failed(failure);
        return failure;
    }

    internal void Failed(Failure failure)
    {
        last = failure;
        since = clock.GetTimestamp();
        // Between half and all of it: never longer than the cap, so one interval is enough to see a server that came back.
        delay = (next < most ? next : most) * (0.5 + (Jitter() / 2));
        next = delay * 2 < most ? next * 2 : most;
    }

    internal void Succeeded()
    {
        last = null;
        next = First;
    }

#pragma warning disable CA5394 // It spreads load, it protects nothing.
    static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
