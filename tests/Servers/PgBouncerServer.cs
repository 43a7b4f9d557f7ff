using Npgsql;

namespace MetricsAgent.Tests.Servers;

/// <summary>Debian's PgBouncer in front of a server, in transaction mode, on a loopback port. It lets everybody in who is in its list.</summary>
internal sealed class PgBouncerServer : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new("pgbouncer", unprivileged: true);
    readonly ServerProcess process;

    PgBouncerServer(PostgresServer server, string settings, string[] users)
    {
        var configuration = directory.Write("pgbouncer.ini", $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {directory.Write("users", string.Concat(users.Select(user => $"\"{user}\" \"{user}\"\n")))}
            pool_mode = transaction
            default_pool_size = 2
            {settings}
            """);
        var folder = TestCache.Folder("pgbouncer/usr");
        var program = TestCache.Find("pgbouncer", $"{folder}/sbin", "/usr/sbin") ?? throw new FileNotFoundException("no pgbouncer; tests/run.sh fetches it");
        // Its libraries are unpacked beside it.
        var libraries = new Dictionary<string, string?> { ["LD_LIBRARY_PATH"] = $"{folder}/lib/x86_64-linux-gnu" };
        process = ServerProcess.Start(program, [configuration], libraries, unprivileged: true);
    }

    public int Port { get; } = FreePort.Next();

    public string Log => process.Log;

    /// <param name="server">What is behind it.</param>
    /// <param name="settings">More lines of its configuration.</param>
    /// <param name="users">Who may log in.</param>
    public static async Task<PgBouncerServer> StartAsync(PostgresServer server, string settings = "", params string[] users)
    {
        var bouncer = new PgBouncerServer(server, settings, [PostgresServer.Superuser, .. users]);
        try
        {
            await bouncer.process.WaitUntilAsync("accepting connections", bouncer.AcceptsAsync, StartTimeout);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <summary>libpq's form, as the agent's configuration has it.</summary>
    public string Dsn(string user = PostgresServer.Superuser) => $"postgresql://{user}:{user}@127.0.0.1:{Port}/postgres";

    /// <summary>Another client of the pool.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string user = PostgresServer.Superuser)
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username={user};Password={user};Database=postgres;Pooling=false;No Reset On Close=true");
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Dispose();
    }

    async Task<bool> AcceptsAsync(CancellationToken cancel)
    {
        await using var connection = await ConnectAsync();
        return true;
    }
}
