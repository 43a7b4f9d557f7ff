using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The second connection to a target: opened for one database, used and closed, so that what it has looked at does not stay in the
/// memory of a server process. Visitors take turns; there is never a third connection.
/// </summary>
internal sealed class PostgresVisits(PostgresEndpoint endpoint) : IAsyncDisposable
{
    static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Visitors with the same interval come within milliseconds of each other.</summary>
    static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim turn = new(1, 1);
    readonly LinkAttempts attempts = new(endpoint);
    OpenVisit? open;
    bool disposed;

    /// <summary>Runs <paramref name="work"/> on a connection to <paramref name="database"/> when it is its turn.</summary>
    /// <param name="database">Empty is the one that the target names.</param>
    /// <param name="work">
    /// Handles what its statements do wrong; an exception that leaves it is the visit's failure. With <paramref name="stay"/> it runs a
    /// second time when the connection turns out to have been closed.
    /// </param>
    /// <param name="cancel">The visit's deadline, the wait for the turn included.</param>
    /// <param name="stay">
    /// The connection stays open for a moment, for the next visit to the same database that says so: to open one costs the server and
    /// the agent more than most statements do.
    /// </param>
    /// <returns>Null when the work is done; otherwise why it is not.</returns>
    internal async ValueTask<Failure?> VisitAsync(
        string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel, bool stay = false)
    {
        try
        {
            await turn.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return new(Reason.Timeout, "the second connection was busy with another collector until the deadline");
        }

        try
        {
            return disposed ? new(Reason.ConnectionLost, "the agent is stopping") : await TakeTurnAsync(database, work, stay, cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A visit that does not end keeps its connection until the process ends.
        if (!await turn.WaitAsync(DisposeTimeout))
            return;
        disposed = true;
        await LeaveAsync();
        turn.Release();
    }

    async ValueTask<Failure?> TakeTurnAsync(string database, Func<PostgresLink, CancellationToken, Task> work, bool stay, CancellationToken cancel)
    {
        if (!stay || open?.Database != database)
            await LeaveAsync();
        var held = open?.Link;
        open = null;
        var (link, failure) = await attempts.TryAsync(token => RunAsync(held, database, work, token), cancel);
        if (failure is { IsLostSession: true } && held is not null)
            (link, failure) = await attempts.TryAsync(token => RunAsync(null, database, work, token), cancel);
        if (link is null)
            return failure;

        open = new(link, database);
        if (stay)
            _ = LeaveLaterAsync(open);
        else
            await LeaveAsync();
        return failure;
    }

    /// <returns>The open connection. When this ends any other way, it is closed.</returns>
    async Task<PostgresLink?> RunAsync(PostgresLink? held, string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        var link = held ?? await PostgresLink.OpenAsync(endpoint.Resolve(database), endpoint.Options, cancel);
        try
        {
            await link.RunAsync(work, cancel);
            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    async Task LeaveLaterAsync(OpenVisit visit)
    {
        await Task.Delay(Stay);
        await turn.WaitAsync();
        try
        {
            if (ReferenceEquals(open, visit))
                await LeaveAsync();
        }
        finally
        {
            turn.Release();
        }
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
