using Npgsql;

namespace MetricsAgent.Tests.Servers;

/// <summary>A command that runs in a session of its own until it ends or the test does.</summary>
internal sealed class CommandUnderWay : IAsyncDisposable
{
    static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    readonly PostgresServer server;
    readonly NpgsqlConnection connection;
    readonly Task<int> running;

    CommandUnderWay(PostgresServer server, NpgsqlConnection connection, string sql)
    {
        this.server = server;
        this.connection = connection;
        // The end of the test ends it, not a time limit.
        running = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 }.ExecuteNonQueryAsync();
    }

    /// <param name="sql">Runs alone: VACUUM and its like refuse to be one of several.</param>
    /// <param name="before">For the session, first.</param>
    public static async Task<CommandUnderWay> StartAsync(PostgresServer server, string sql, string before = "")
    {
        var connection = await server.ConnectAsync();
        if (before.Length > 0)
        {
            await using var command = new NpgsqlCommand(before, connection);
            await command.ExecuteNonQueryAsync();
        }

        return new(server, connection, sql);
    }

    /// <summary>Its end, with its error if it has one.</summary>
    public Task WaitAsync() => running.WaitAsync(EndTimeout);

    public async ValueTask DisposeAsync()
    {
        if (!running.IsCompleted)
            await server.ExecuteAsync($"SELECT pg_terminate_backend({connection.ProcessID})");
        await Task.WhenAny(running, Task.Delay(EndTimeout));
        await connection.DisposeAsync();
    }
}
