using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The second connection to a target: opened for one database, used and closed, so that what it has looked at does not stay in the
/// memory of a server process. Visitors take turns; there is never a third connection.
/// </summary>
internal sealed class PostgresVisits(PostgresEndpoint endpoint) : IAsyncDisposable
{
    static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim turn = new(1, 1);
    readonly LinkAttempts attempts = new(endpoint);
    bool disposed;

    /// <summary>Runs <paramref name="work"/> on a connection to <paramref name="database"/> when it is its turn.</summary>
    /// <param name="database">Empty is the one that the target names.</param>
    /// <param name="work">Handles what its statements do wrong; an exception that leaves it is the visit's failure.</param>
    /// <param name="cancel">The visit's deadline, the wait for the turn included.</param>
    /// <returns>Null when the work is done; otherwise why it is not.</returns>
    internal async ValueTask<Failure?> VisitAsync(string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
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
            if (disposed)
                return new(Reason.ConnectionLost, "the agent is stopping");
            return (await attempts.TryAsync(token => RunAsync(database, work, token), cancel)).Failure;
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
        turn.Release();
    }

    async Task<PostgresLink?> RunAsync(string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        await using var link = await PostgresLink.OpenAsync(endpoint.Resolve(database), endpoint.Options, cancel);
        await link.RunAsync(work, cancel);
        return null;
    }
}
