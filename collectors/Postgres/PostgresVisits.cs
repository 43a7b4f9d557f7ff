using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The second connection to a target: opened for one database, used and closed, so that what it has looked at does not stay in the
/// memory of a server process. Visitors take turns; there is never a third connection.
/// </summary>
internal sealed class PostgresVisits(PostgresEndpoint endpoint, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Visitors with the same interval come within milliseconds of each other.</summary>
    static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);

    /// <summary>For the connect, beyond the visitor's own timeout.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>That is worth a word when there was too little time afterwards.</summary>
    static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    readonly ConnectionTurns turns = new(clock);
    readonly LinkAttempts attempts = new(endpoint);
    readonly ConnectionUser leaving = new("the end of a visit", Stay);
    OpenVisit? open;

    /// <summary>Runs <paramref name="work"/> on a connection to <paramref name="database"/> when it is its turn.</summary>
    /// <param name="visitor">Whose timeout begins with the turn.</param>
    /// <param name="database">Empty is the one that the target names.</param>
    /// <param name="work">
    /// Handles what its statements do wrong; an exception that leaves it is the visit's failure. With <paramref name="stay"/> it runs a
    /// second time when the connection turns out to have been closed.
    /// </param>
    /// <param name="cancel">The poll's deadline, the wait for the turn included.</param>
    /// <param name="stay">
    /// The connection stays open for a moment, for the next visit to the same database that says so: to open one costs the server and
    /// the agent more than most statements do.
    /// </param>
    /// <returns>Null when the work is done; otherwise why it is not.</returns>
    internal async ValueTask<Failure?> VisitAsync(
        ConnectionUser visitor, string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel, bool stay = false)
    {
        var began = clock.GetTimestamp();
        if (await turns.TakeAsync(visitor, cancel) is { } inTheWay)
            return inTheWay;
        try
        {
            var waited = clock.GetElapsedTime(began);
            using var late = new CancellationTokenSource(visitor.Timeout + Grace, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
            var failure = await TakeTurnAsync(database, work, stay, both.Token);
            return failure is { Reason: Reason.Timeout, Mend: "" } && waited >= LongWait
                ? failure with { Mend = string.Create(CultureInfo.InvariantCulture, $"it had waited {waited.TotalSeconds:0.#} s for its turn on the connection") }
                : failure;
        }
        finally
        {
            _ = EndTurnAsync();
        }
    }

    public ValueTask DisposeAsync() => turns.CloseAsync(LeaveAsync);

    async ValueTask<Failure?> TakeTurnAsync(string database, Func<PostgresLink, CancellationToken, Task> work, bool stay, CancellationToken cancel)
    {
        if (!stay || open?.Database != database)
            await LeaveAsync();
        var held = open?.Link;
        open = null;
        var (link, failure) = await attempts.RunAsync(held, database, work, cancel);
        if (link is null)
            return failure;

        open = new(link, database);
        if (stay)
            _ = LeaveLaterAsync(open);
        else
            await LeaveAsync();
        return failure;
    }

    /// <summary>A statement that was left behind is in the way until it has ended, too: beside it there would be a third connection.</summary>
    async Task EndTurnAsync()
    {
        await attempts.Ended;
        turns.Release();
    }

    /// <summary>Whoever has a turn meanwhile has taken the connection over, or closed it.</summary>
    async Task LeaveLaterAsync(OpenVisit visit)
    {
        await Task.Delay(Stay);
        if (!turns.TryTake(leaving))
            return;
        if (ReferenceEquals(open, visit))
            await LeaveAsync();
        turns.Release();
    }

    async ValueTask LeaveAsync()
    {
        if (open is not { Link: var link })
            return;
        open = null;
        await link.DisposeAsync();
    }

    sealed record OpenVisit(PostgresLink Link, string Database);
}
