using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Config;
using Npgsql;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// Debian's PgBouncer in front of a server, in transaction mode, on a loopback port. It lets everybody in who is in its list; their
/// passwords are their names. It keeps port and configuration when it is stopped and started again.
/// </summary>
internal sealed class PgBouncerServer : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new("pgbouncer", unprivileged: true);
    readonly string configuration;
    readonly string client;
    ServerProcess process;

    PgBouncerServer(PostgresServer server, PgBouncerOptions options, string[] users)
    {
        configuration = directory.Write("pgbouncer.ini", $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir = {directory.Path}
            auth_type = {options.Authentication}
            auth_file = {directory.Write("users", string.Concat(users.Select(user => $"{Quoted(user)} {Quoted(user)}\n")))}
            pool_mode = transaction
            default_pool_size = {options.PoolSize}
            stats_users = {options.StatsUsers}
            admin_users = {PostgresServer.Superuser}
            {Tls(options)}
            {options.Settings}
            """);
        client = options.Client;
        process = Start();
    }

    public int Port { get; } = FreePort.Next();

    public string Log => process.Log;

    /// <summary>Where the unix socket <c>.s.PGSQL.{Port}</c> is.</summary>
    public string SocketDirectory => directory.Path;

    /// <param name="server">What is behind it.</param>
    /// <param name="settings">More lines of its configuration.</param>
    /// <param name="users">Who may log in.</param>
    public static Task<PgBouncerServer> StartAsync(PostgresServer server, string settings = "", params string[] users) =>
        StartAsync(server, new PgBouncerOptions { Settings = settings }, users);

    public static async Task<PgBouncerServer> StartAsync(PostgresServer server, PgBouncerOptions options, params string[] users)
    {
        var bouncer = new PgBouncerServer(server, options, [PostgresServer.Superuser, .. users]);
        return await Startup.UntilAsync(bouncer, bouncer.AcceptAsync());
    }

    /// <summary>libpq's form, as the agent's configuration has it.</summary>
    public string Dsn(string user = PostgresServer.Superuser) => $"postgresql://{user}:{user}@127.0.0.1:{Port}/postgres";

    /// <summary>The admin console, libpq's form.</summary>
    public string Console(string user = "stats", string? password = null) =>
        $"postgresql://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password ?? user)}@127.0.0.1:{Port}/pgbouncer";

    /// <summary>A command of the admin console, as its administrator.</summary>
    public async Task CommandAsync(string command)
    {
        var console = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = PostgresServer.Superuser,
            Password = PostgresServer.Superuser,
            Database = PgBouncerTarget.Console,
            ApplicationName = "tests",
        };
        await using var connection = await ConsoleConnection.OpenAsync(console, CancellationToken.None);
        await connection.SendAsync(ClientMessage.Query(command), CancellationToken.None);
        for (var kind = ' '; kind != 'Z'; kind = (await connection.Messages.NextAsync(CancellationToken.None)).Kind)
            Assert.That(kind, Is.Not.EqualTo('E'), command);
    }

    /// <summary>Ends at once, and all connections with it.</summary>
    public Task StopAsync() => process.StopAsync(UnixSignal.Term, StartTimeout);

    /// <summary>Starts on the same port.</summary>
    public async Task StartAgainAsync()
    {
        await process.DisposeAsync();
        process = Start();
        await AcceptAsync();
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public void Freeze() => process.Signal(UnixSignal.Stop);

    public void Thaw() => process.Signal(UnixSignal.Cont);

    /// <summary>Another client of the pool.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string user = PostgresServer.Superuser)
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username={user};Password={user};Database=postgres;Pooling=false;No Reset On Close=true;{client}");
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Dispose();
    }

    ServerProcess Start()
    {
        var folder = TestCache.Folder("pgbouncer/usr");
        var program = TestCache.Find("pgbouncer", $"{folder}/sbin", "/usr/sbin") ?? throw new FileNotFoundException("no pgbouncer; tests/run.sh fetches it");
        // Its libraries are unpacked beside it.
        var libraries = new Dictionary<string, string?> { ["LD_LIBRARY_PATH"] = $"{folder}/lib/x86_64-linux-gnu" };
        return ServerProcess.Start(program, [configuration], libraries, unprivileged: true);
    }

    Task AcceptAsync() => process.WaitUntilAsync("accepting connections", AcceptsAsync, StartTimeout);

    string Tls(PgBouncerOptions options) => options.Certificate is not { } certificate ? "" : $"""
        client_tls_sslmode = require
        client_tls_cert_file = {directory.Write("server.crt", certificate.ExportCertificatePem())}
        client_tls_key_file = {directory.Write("server.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}
        """;

    static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    async Task<bool> AcceptsAsync(CancellationToken cancel)
    {
        await using var connection = await ConnectAsync();
        return true;
    }
}
