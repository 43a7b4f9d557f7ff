using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The one connection to a target. Its collectors take turns. It connects when it is needed, and again after a failure, not too
/// often. Failures are values, and no call lasts longer than its deadline, whatever the server does.
/// </summary>
internal sealed class PostgresSession(PostgresEndpoint endpoint, ReconnectDelay delay) : IAsyncDisposable
{
    static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim turn = new(1, 1);
    readonly LinkAttempts attempts = new(endpoint);
    PostgresLink? link;
    bool disposed;

    /// <summary>Runs <paramref name="work"/> on the connection when it is its turn.</summary>
    /// <param name="work">
    /// Handles what its statements do wrong; an exception that leaves it ends the connection. Runs a second time when the connection
    /// turns out to have been closed since the last call.
    /// </param>
    /// <param name="cancel">The poll's deadline.</param>
    /// <returns>Null when the work is done; otherwise why it is not.</returns>
    internal async ValueTask<Failure?> UseAsync(Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        try
        {
            await turn.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return new(Reason.Timeout, "the connection was busy with another collector until the deadline");
        }

        try
        {
            return await TakeTurnAsync(work, cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A turn that does not end keeps the connection until the process ends.
        if (!await turn.WaitAsync(DisposeTimeout))
            return;
        disposed = true;
        if (link is { } open)
            await open.DisposeAsync();
        link = null;
        turn.Release();
    }

    async ValueTask<Failure?> TakeTurnAsync(Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        if (disposed)
            return new(Reason.ConnectionLost, "the agent closed the connection");
        if ((delay.Pending() ?? attempts.Pending) is { } pending)
            return pending;

        var held = link is not null;
        var failure = await AttemptAsync(work, cancel);
        if (failure is { IsLostSession: true } && held)
            failure = await AttemptAsync(work, cancel);
        if (failure is null)
            delay.Succeeded();
        else
            delay.Failed(failure);
        return failure;
    }

    async ValueTask<Failure?> AttemptAsync(Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        var held = link;
        link = null;
        (link, var failure) = await attempts.TryAsync(token => RunAsync(held, work, token), cancel);
        return failure;
    }

    /// <returns>The connection, for the next turn. When this ends any other way, it is closed.</returns>
    async Task<PostgresLink?> RunAsync(PostgresLink? held, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        var current = held ?? await PostgresLink.OpenAsync(endpoint.Resolve(), endpoint.Options, cancel);
        try
        {
            await current.RunAsync(work, cancel);
            return current;
        }
        catch
        {
            await current.DisposeAsync();
            throw;
        }
    }
}
