using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The one connection to a target. Its collectors take turns. It connects when it is needed, and again after a failure, not too
/// often. Failures are values, and no call lasts longer than its deadline, whatever the server does.
/// </summary>
internal sealed class PostgresSession(PostgresEndpoint endpoint, ReconnectDelay delay, TimeProvider clock) : IAsyncDisposable
{
    readonly ConnectionTurns turns = new(clock);
    readonly LinkAttempts attempts = new(endpoint);
    PostgresLink? link;

    /// <summary>Runs <paramref name="work"/> on the connection when it is its turn.</summary>
    /// <param name="work">
    /// Handles what its statements do wrong; an exception that leaves it ends the connection. Runs a second time when the connection
    /// turns out to have been closed since the last call.
    /// </param>
    /// <param name="cancel">The poll's deadline.</param>
    /// <returns>Null when the work is done; otherwise why it is not.</returns>
    internal async ValueTask<Failure?> UseAsync(ConnectionUser user, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        if (await turns.TakeAsync(user, cancel) is { } failure)
            return failure;
        try
        {
            // Other than on the second connection nobody waits for what was left behind: the server is down, and that is said at once.
            return attempts.Ended.IsCompleted ? await delay.AttemptAsync(() => AttemptAsync(work, cancel))
                : delay.Pending() ?? new(Reason.Timeout, $"{endpoint.Where}: still no answer to the attempt before");
        }
        finally
        {
            turns.Release();
        }
    }

    public ValueTask DisposeAsync() => turns.CloseAsync(async () =>
    {
        if (link is { } open)
            await open.DisposeAsync();
        link = null;
    });

    async ValueTask<Failure?> AttemptAsync(Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        var held = link;
        link = null;
        (link, var failure) = await attempts.RunAsync(held, "", work, cancel);
        return failure;
    }
}
