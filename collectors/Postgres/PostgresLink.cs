using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>An open connection with what was found out about the server behind it.</summary>
internal sealed class PostgresLink : IAsyncDisposable
{
    readonly NpgsqlDataSource source;

    PostgresLink(NpgsqlDataSource source, NpgsqlConnection connection, ServerFacts server)
    {
        this.source = source;
        Connection = connection;
        Server = server;
    }

    internal NpgsqlConnection Connection { get; }

    internal ServerFacts Server { get; private set; }

    /// <summary>The first host that answers and is of the kind that is wanted.</summary>
    internal static async Task<PostgresLink> OpenAsync(ConnectionHosts hosts, CancellationToken cancel)
    {
        var link = await FirstAsync(hosts, hosts.Wanted, cancel);
        if (link is null && hosts.Wanted == SessionRole.PreferStandby)
            link = await FirstAsync(hosts, SessionRole.Any, cancel);
        return link ?? throw new NpgsqlException($"none of the hosts is what {ConnectionHosts.SessionAttributes} asks for");
    }

    static async Task<PostgresLink?> FirstAsync(ConnectionHosts hosts, SessionRole wanted, CancellationToken cancel)
    {
        Exception? failure = null;
        foreach (var host in hosts.Hosts)
        {
            try
            {
                var link = await OpenAsync(host, cancel);
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

    static async Task<PostgresLink> OpenAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancel)
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
            return new(source, connection, await ServerFacts.ProbeAsync(connection, cancel));
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

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await source.DisposeAsync();
    }
}
