using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>An open connection with what was found out about the server behind it.</summary>
internal sealed class PostgresLink : IAsyncDisposable
{
    readonly NpgsqlDataSource source;
    readonly SessionOptions options;
    NpgsqlTransaction? transaction;

    PostgresLink(NpgsqlDataSource source, NpgsqlConnection connection, SessionOptions options, ServerFacts server)
    {
        this.source = source;
        this.options = options;
        Connection = connection;
        Server = server;
    }

    internal NpgsqlConnection Connection { get; }

    internal ServerFacts Server { get; private set; }

    /// <summary>The first host that answers and is of the kind that is wanted.</summary>
    internal static async Task<PostgresLink> OpenAsync(ConnectionHosts hosts, SessionOptions options, CancellationToken cancel)
    {
        var link = await FirstAsync(hosts, hosts.Wanted, options, cancel);
        if (link is null && hosts.Wanted == SessionRole.PreferStandby)
            link = await FirstAsync(hosts, SessionRole.Any, options, cancel);
        return link ?? throw new NpgsqlException($"none of the hosts is what {ConnectionHosts.SessionAttributes} asks for");
    }

    static async Task<PostgresLink?> FirstAsync(ConnectionHosts hosts, SessionRole wanted, SessionOptions options, CancellationToken cancel)
    {
        Exception? failure = null;
        foreach (var host in hosts.Hosts)
        {
            try
            {
                var link = await OpenAsync(host, options, cancel);
                if (ConnectionHosts.Suits(wanted, link.Server))
                    return link;
                await link.DisposeAsync();
            }
            catch (Exception error) when (!IsRefusal(error) && !cancel.IsCancellationRequested)
            {
                failure = error;
            }
        }

        return failure is null || wanted == SessionRole.PreferStandby ? null : throw failure;
    }

    /// <summary>A wrong password is as wrong at the next host, and too many of them lock a role out.</summary>
    static bool IsRefusal(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification };

    static async Task<PostgresLink> OpenAsync(NpgsqlConnectionStringBuilder settings, SessionOptions options, CancellationToken cancel)
    {
        try
        {
            return await ConnectAsync(settings, options, cancel);
        }
        catch (PostgresException error) when (SessionOptions.AreRefused(error))
        {
            return await ConnectAsync(new(settings.ConnectionString) { Options = null }, options, cancel);
        }
    }

    static async Task<PostgresLink> ConnectAsync(NpgsqlConnectionStringBuilder settings, SessionOptions options, CancellationToken cancel)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        if (settings.SslMode != SslMode.Disable)
            builder.EnableTransportSecurity();
        // Only types that every server has are read: not asking for the others saves a query over pg_type at every connect.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        var source = builder.Build();
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancel);
            await ServerText.AcceptAnyAsync(connection, cancel);
            return new(source, connection, options, await ServerFacts.ProbeAsync(connection, cancel));
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks again, after something that was missing may have been mended.</summary>
    internal async Task ProbeAgainAsync(CancellationToken cancel) => Server = await ServerFacts.ProbeAsync(Connection, cancel);

    /// <summary>Does a turn's work; through a pooler in one transaction, because the next may run in another process.</summary>
    internal async Task RunAsync(Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel)
    {
        if (Server.IsPooled)
            await BeginAsync(cancel);
        await work(this, cancel);
        if (transaction is { } begun)
            await begun.CommitAsync(cancel);
        transaction = null;
    }

    /// <summary>After a statement that failed: what follows needs a transaction that has not.</summary>
    internal async Task RecoverAsync(CancellationToken cancel)
    {
        if (transaction is not { } failed)
            return;
        await failed.RollbackAsync(cancel);
        await BeginAsync(cancel);
    }

    /// <summary>Not through a pooler: the process that has prepared it is not the one that is asked to run it.</summary>
    internal Task PrepareAsync(NpgsqlBatch batch, CancellationToken cancel) =>
        Server.IsPooled ? Task.CompletedTask : batch.PrepareAsync(cancel);

    async Task BeginAsync(CancellationToken cancel)
    {
        transaction = await Connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand(options.Local, Connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await source.DisposeAsync();
    }
}
