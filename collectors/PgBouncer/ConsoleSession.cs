using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Config;
using Npgsql;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>
/// The one connection to a console. It connects when it is needed, and again after a failure, not too often. Failures are values,
/// and no call lasts longer than its deadline: what is out of time loses its socket.
/// </summary>
internal sealed class ConsoleSession(PostgresEndpoint endpoint, ReconnectDelay delay) : IAsyncDisposable
{
    ConsoleConnection? connection;

    /// <param name="work">Runs a second time when the connection turns out to have been closed since the last call.</param>
    /// <param name="cancel">The poll's deadline.</param>
    /// <returns>Null when the work is done; otherwise why it is not.</returns>
    internal ValueTask<Failure?> UseAsync(Func<ConsoleConnection, CancellationToken, Task> work, CancellationToken cancel) => delay.AttemptAsync(async () =>
    {
        var held = connection is not null;
        var failure = await AttemptAsync(work, cancel);
        return failure is { IsLostSession: true } && held ? await AttemptAsync(work, cancel) : failure;
    });

    public async ValueTask DisposeAsync()
    {
        if (connection is { } open)
            await open.DisposeAsync();
        connection = null;
    }

    async ValueTask<Failure?> AttemptAsync(Func<ConsoleConnection, CancellationToken, Task> work, CancellationToken cancel)
    {
        try
        {
            connection ??= await ConsoleConnection.OpenAsync(Settings(), cancel);
            await work(connection, cancel);
            return null;
        }
        catch (Exception error)
        {
            await DisposeAsync();
            return ConsoleFailure.Of(error, endpoint);
        }
    }

    NpgsqlConnectionStringBuilder Settings()
    {
        // Of a DSN in the configuration it is known there; this is for one in a file.
        if (endpoint.NamedDatabase() is { } database && database != PgBouncerTarget.Console)
            throw new FormatException($"it names another database than {PgBouncerTarget.Console}, where the admin console is");
        return endpoint.Resolve(PgBouncerTarget.Console).Hosts is [var only]
            ? only
            : throw new FormatException("a target is one PgBouncer: give each host a target of its own");
    }
}
