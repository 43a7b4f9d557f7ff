using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Who uses a connection together with others.</summary>
/// <param name="name">For messages: <c>the query 'orders'</c>.</param>
/// <param name="timeout">How long a turn of his should last at most, for messages.</param>
internal sealed class ConnectionUser(string name, TimeSpan timeout)
{
    internal string Name => name;

    internal TimeSpan Timeout => timeout;

    /// <summary>When it last had a turn, counted in turns; 0 is never.</summary>
    internal long LastTurn { get; set; }
}

/// <summary>
/// Turns on a connection that several use. Of those that wait the one comes first whose last turn is longest ago, so that nobody is
/// always the one for whom no time is left. Each user waits once at a time.
/// </summary>
internal sealed class ConnectionTurns(TimeProvider clock)
{
    static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    readonly List<(ConnectionUser User, TaskCompletionSource Turn)> waiting = [];
    ConnectionUser? current;
    long since;
    long turns;
    bool closed;

    /// <summary>Waits until it is <paramref name="user"/>'s turn, to be ended with <see cref="Release"/>.</summary>
    /// <returns>Null when it is; otherwise who is in the way.</returns>
    internal async ValueTask<Failure?> TakeAsync(ConnectionUser user, CancellationToken cancel)
    {
        if (!await WaitAsync(user, cancel))
            return InTheWay();
        if (!closed)
            return null;
        Release();
        return new(Reason.ConnectionLost, "the agent is stopping");
    }

    /// <returns>False when it is somebody else's turn.</returns>
    internal bool TryTake(ConnectionUser user)
    {
        lock (gate)
        {
            if (current is not null)
                return false;
            Give(user);
            return true;
        }
    }

    internal void Release()
    {
        TaskCompletionSource? next = null;
        lock (gate)
        {
            current = null;
            if (waiting.Count > 0)
            {
                var first = waiting.MinBy(each => each.User.LastTurn);
                waiting.Remove(first);
                Give(first.User);
                next = first.Turn;
            }
        }

        next?.SetResult();
    }

    /// <summary>Lets nobody in any more, and closes the connection; a turn that does not end keeps it until the process ends.</summary>
    internal async ValueTask CloseAsync(Func<ValueTask> close)
    {
        if (Interlocked.Exchange(ref closed, true))
            return;
        using var late = new CancellationTokenSource(CloseTimeout, clock);
        if (!await WaitAsync(new("the end", CloseTimeout), late.Token))
            return;
        await close();
        Release();
    }

    async ValueTask<bool> WaitAsync(ConnectionUser user, CancellationToken cancel)
    {
        (ConnectionUser User, TaskCompletionSource Turn) place;
        lock (gate)
        {
            if (current is null)
            {
                Give(user);
                return true;
            }

            waiting.Add(place = (user, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await place.Turn.Task.WaitAsync(cancel);
            return true;
        }
        catch (OperationCanceledException)
        {
            lock (gate)
                return !waiting.Remove(place);
        }
    }

    void Give(ConnectionUser user) => (current, since, user.LastTurn) = (user, clock.GetTimestamp(), ++turns);

    Failure InTheWay()
    {
        lock (gate)
        {
            return new(Reason.Timeout, current is null ? "no turn on the connection before the deadline" : string.Create(
                CultureInfo.InvariantCulture,
                $"waits for {current.Name}, which has run for {clock.GetElapsedTime(since).TotalSeconds:0.#} s; its timeout is {current.Timeout.TotalSeconds:0.###} s"));
        }
    }
}
