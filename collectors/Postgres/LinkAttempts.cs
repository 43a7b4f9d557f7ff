using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Work on a connection that never lasts longer than its deadline, whatever the server does. Failures are values.</summary>
/// <remarks>
/// Npgsql asks a server to cancel before it gives up, and waits for the answer; a stopped or unreachable server does not give one
/// (nor does a token end a connect that waits for the server's first byte). So work that is out of time is left behind with its
/// connection: it ends by itself within Npgsql's own time limit, and until then nothing else is begun.
/// </remarks>
internal sealed class LinkAttempts(PostgresEndpoint endpoint)
{
    Task leftBehind = Task.CompletedTask;

    /// <summary>Why nothing can be begun yet, or null.</summary>
    internal Failure? Pending =>
        leftBehind.IsCompleted ? null : new(Reason.Timeout, $"{endpoint.Where}: still no answer to the attempt before");

    /// <param name="work">Gives the connection back, or null when it has closed it; an exception means that it is closed.</param>
    /// <param name="cancel">The deadline.</param>
    internal async ValueTask<(PostgresLink? Link, Failure? Failure)> TryAsync(
        Func<CancellationToken, Task<PostgresLink?>> work, CancellationToken cancel)
    {
        if (Pending is { } pending)
            return (null, pending);
        var abandon = new CancellationTokenSource();
        var running = work(abandon.Token);
        try
        {
            return (await running.WaitAsync(cancel), null);
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            leftBehind = Task.WhenAll(EndAsync(running), abandon.CancelAsync());
            return (null, new(Reason.Timeout, $"{endpoint.Where}: no answer before the deadline"));
        }
        catch (Exception error)
        {
            return (null, endpoint.Explain(error));
        }
    }

    /// <summary>Waits for what was left behind, and closes the connection if it came to a good end after all.</summary>
    static async Task EndAsync(Task<PostgresLink?> running)
    {
        try
        {
            if (await running is { } link)
                await link.DisposeAsync();
        }
        catch (Exception)
        {
            // It has been reported as a timeout already.
        }
    }
}
