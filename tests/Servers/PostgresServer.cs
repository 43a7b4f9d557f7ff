using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// A real PostgreSQL of its own on a loopback port, with its data and its socket in a temporary directory. It keeps port and data
/// when it is stopped and started again.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The cluster's owner; its password is its name.</summary>
    public const string Superuser = "postgres";

    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    readonly PostgresOptions options;
    readonly TemporaryDirectory directory;
    ServerProcess? postmaster;

    PostgresServer(int major, PostgresOptions options)
    {
        this.options = options;
        Major = major;
        directory = new TemporaryDirectory($"postgres-{major}", unprivileged: true);
    }

    /// <summary>The versions to test, for <c>[TestFixtureSource]</c> and <c>[ValueSource]</c>.</summary>
    public static IReadOnlyList<int> Majors => PostgresBinaries.Majors;

    public int Major { get; }
    public int Port { get; } = FreePort.Next();

    /// <summary>Where the unix socket <c>.s.PGSQL.{Port}</c> is.</summary>
    public string SocketDirectory => directory.Path;

    /// <summary>The cluster's files.</summary>
    public string DataDirectory => directory.File("data");

    /// <summary>
    /// The server's log since its last start, with everything that it has written by now: a line of our own, which it writes behind them,
    /// has come through.
    /// </summary>
    public async Task<string> LogAsync()
    {
        var mark = $"read up to here {Guid.NewGuid()}";
        await ExecuteAsync($"DO $$ BEGIN RAISE LOG '{mark}'; END $$");
        await postmaster!.WaitUntilAsync("read", _ => Task.FromResult(postmaster.Log.Contains($"LOG:  {mark}", StringComparison.Ordinal)), StartTimeout);
        return postmaster.Log;
    }

    public static async Task<PostgresServer> StartAsync(int major, PostgresOptions? options = null)
    {
        var server = new PostgresServer(major, options ?? new PostgresOptions());
        try
        {
            await PostgresTemplate.CopyToAsync(major, server.directory.File("data"));
            server.Write("pg_hba.conf", $"local all all trust\n{(server.options.Authentication == "cert" ? "hostssl" : "host")} all all 127.0.0.1/32 {server.options.Authentication}\nhost replication all 127.0.0.1/32 trust\n");
            if (server.options.Certificate is { } certificate)
            {
                server.Write("server.crt", certificate.ExportCertificatePem());
                server.Write("server.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
                server.Write("clients.crt", server.options.ClientAuthority);
            }

            await server.StartAgainAsync();
            if (server.options.Statements)
                await server.ExecuteAsync("CREATE EXTENSION pg_stat_statements");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A physical standby of <paramref name="primary"/>, which it has reached when this returns.</summary>
    /// <param name="slot">A replication slot of the primary, or none.</param>
    public static async Task<PostgresServer> StartStandbyAsync(PostgresServer primary, string name, string slot = "")
    {
        var settings = new Dictionary<string, string>(primary.options.Settings)
        {
            ["primary_conninfo"] = $"host=127.0.0.1 port={primary.Port} user={Superuser} application_name={name}",
            ["primary_slot_name"] = slot,
            ["hot_standby_feedback"] = "on",
            ["wal_receiver_status_interval"] = "1s",
            ["wal_retrieve_retry_interval"] = "200ms",
        };
        var standby = new PostgresServer(primary.Major, primary.options with { Settings = settings });
        try
        {
            await PostgresBackup.CopyToAsync(primary, standby.DataDirectory);
            await standby.StartAgainAsync();
            await standby.postmaster!.WaitUntilAsync(
                "streaming", async _ => await standby.ScalarAsync<bool>("SELECT exists (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')"), StartTimeout);
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    /// <summary>Npgsql's form, without pooling. The password is the user's name if it is not given.</summary>
    public string ConnectionString(string user = Superuser, string database = "postgres", string? password = null) =>
        $"Host=127.0.0.1;Port={Port};Username={user};Password={password ?? user};Database={database};Pooling=false;Timeout=5";

    /// <summary>libpq's form, as the agent's configuration has it.</summary>
    public string Dsn(string user = Superuser, string database = "postgres", string? password = null) =>
        $"postgresql://{user}:{password ?? user}@127.0.0.1:{Port}/{database}";

    public async Task<NpgsqlConnection> ConnectAsync(string user = Superuser, string database = "postgres", CancellationToken cancel = default)
    {
        var connection = new NpgsqlConnection(ConnectionString(user, database));
        await connection.OpenAsync(cancel);
        return connection;
    }

    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = await ConnectAsync(database: database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, string database = "postgres")
    {
        await using var connection = await ConnectAsync(database: database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Debian's pgbench against this server, to its end; <c>-i</c> first.</summary>
    public async Task<CommandResult> PgbenchAsync(params string[] arguments)
    {
        var debian = PostgresBinaries.Majors.Append(15).Select(major => $"/usr/lib/postgresql/{major}/bin");
        var pgbench = TestCache.Find("pgbench", debian) ?? throw new FileNotFoundException("no pgbench; install it with: apt-get install postgresql-15");
        return await Command.RunAsync(pgbench, ["-h", SocketDirectory, "-p", $"{Port}", "-U", Superuser, .. arguments, "postgres"]);
    }

    /// <summary>Fast shutdown: sessions are ended, data is kept.</summary>
    public async Task StopAsync()
    {
        if (postmaster is { } running)
            await running.StopAsync(UnixSignal.Int, StopTimeout);
    }

    /// <summary>Starts on the same port and data.</summary>
    public async Task StartAgainAsync()
    {
        if (postmaster is not null)
            await postmaster.DisposeAsync();
        postmaster = ServerProcess.Start(
            Path.Combine(PostgresBinaries.Folder(Major), "postgres"), PostgresSettings.Arguments(this, directory.File("data"), options), unprivileged: true);
        await postmaster.WaitUntilAsync("accepting connections", AcceptsAsync, StartTimeout);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>SIGSTOP for every process of the server: connections stay open and nothing answers.</summary>
    public void Freeze() => SignalAll(UnixSignal.Stop);

    public void Thaw() => SignalAll(UnixSignal.Cont);

    public async ValueTask DisposeAsync()
    {
        if (postmaster is { HasExited: false } running)
        {
            Thaw();
            // Immediate shutdown; a postmaster that is killed would leave its backends to notice by themselves.
            await running.StopAsync(UnixSignal.Quit, StopTimeout);
        }
        if (postmaster is not null)
            await postmaster.DisposeAsync();
        directory.Dispose();
    }

    /// <summary>A file of the data directory; the server refuses a key that is not its own.</summary>
    void Write(string name, string text)
    {
        var path = directory.Write(Path.Combine("data", name), text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (Environment.IsPrivilegedProcess)
            Libc.ChangeOwner(path, ServerProcess.Nobody, ServerProcess.Nobody);
    }

    async Task<bool> AcceptsAsync(CancellationToken cancel)
    {
        // The socket directory trusts everybody, whatever Authentication says and whatever the password is by now.
        var socket = new NpgsqlConnectionStringBuilder(ConnectionString()) { Host = SocketDirectory };
        await using var connection = new NpgsqlConnection(socket.ConnectionString);
        await connection.OpenAsync(cancel);
        return true;
    }

    void SignalAll(UnixSignal signal)
    {
        // The postmaster first: it starts no more backends then.
        postmaster!.Signal(signal);
        var backends = File.ReadAllText($"/proc/{postmaster.Pid}/task/{postmaster.Pid}/children");
        foreach (var backend in backends.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Libc.Kill(int.Parse(backend, System.Globalization.CultureInfo.InvariantCulture), signal);
    }
}
