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

    internal static async Task<PostgresLink> OpenAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancel)
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
