using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Work on a connection that never lasts longer than its deadline, whatever the server does. Failures are values.</summary>
/// <remarks>
/// Npgsql asks a server to cancel before it gives up, and waits for the answer; a stopped or unreachable server does not give one
/// (nor does a token end a connect that waits for the server's first byte). So work that is out of time is left behind with its
/// connection: it ends by itself within Npgsql's own time limit, and until then nothing else may be begun.
/// </remarks>
internal sealed class LinkAttempts(PostgresEndpoint endpoint)
{
    /// <summary>The end of what was left behind, if anything was. It never fails.</summary>
    internal Task Ended { get; private set; } = Task.CompletedTask;

    /// <param name="held">A connection that may have been closed meanwhile, or null: then one is opened.</param>
    /// <param name="database">Empty is the one that the target names.</param>
    /// <param name="work">Runs a second time, on a new connection, when the one that is held turns out to have been closed.</param>
    /// <param name="cancel">The deadline.</param>
    /// <returns>The connection, or null and why there is none.</returns>
    internal async ValueTask<(PostgresLink? Link, Failure? Failure)> RunAsync(
        PostgresLink? held, string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        var first = await TryAsync(token => RunOnAsync(held, database, work, token), cancel);
        return held is not null && first.Failure is { IsLostSession: true }
            ? await TryAsync(token => RunOnAsync(null, database, work, token), cancel)
            : first;
    }

    /// <returns>The open connection. When this ends any other way, it is closed.</returns>
    async Task<PostgresLink> RunOnAsync(PostgresLink? held, string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
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

    async ValueTask<(PostgresLink? Link, Failure? Failure)> TryAsync(Func<CancellationToken, Task<PostgresLink>> work, CancellationToken cancel)
    {
        var abandon = new CancellationTokenSource();
        var running = work(abandon.Token);
        try
        {
            return (await running.WaitAsync(cancel), null);
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            Ended = EndAsync(running, abandon);
            return (null, new(Reason.Timeout, $"{endpoint.Where}: no answer before the deadline"));
        }
        catch (Exception error)
        {
            return (null, endpoint.Explain(error));
        }
    }

    /// <summary>Waits for what was left behind, and closes the connection if it came to a good end after all.</summary>
    static async Task EndAsync(Task<PostgresLink> running, CancellationTokenSource abandon)
    {
        var cancelling = abandon.CancelAsync();
        try
        {
            await using var link = await running;
        }
        catch (Exception)
        {
            // It has been reported as a timeout already.
        }

        await cancelling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
