using MetricsAgent.Config;

namespace MetricsAgent.Tests.Servers;

/// <summary>The newest exporter of its kind that Debian packages, on a loopback port.</summary>
internal sealed class Exporter : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Of postgres_exporter, those that are off unless asked for.</summary>
    static readonly string[] PostgresCollectors =
    [
        "buffercache_summary", "database_wraparound", "long_running_transactions", "postmaster", "process_idle", "stat_activity_autovacuum",
        "stat_checkpointer", "stat_statements", "stat_statements.include_query", "stat_wal_receiver", "statio_user_indexes", "xlog_location",
    ];

    readonly HttpClient http;
    readonly ServerProcess process;

    Exporter(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var port = FreePort.Next();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(30) };
        var path = TestCache.Find(program, TestCache.Folder("peers/usr/bin"))
            ?? throw new FileNotFoundException($"no {program}; tests/run.sh fetches it");
        process = ServerProcess.Start(path, [$"--web.listen-address=127.0.0.1:{port}", .. arguments], environment);
    }

    /// <summary>What it has logged of collectors that failed. process_idle does whenever nobody is idle.</summary>
    public IEnumerable<string> Failures =>
        from line in process.Log.Split('\n')
        where line.Contains("collector failed", StringComparison.Ordinal) && !line.Contains("name=process_idle ", StringComparison.Ordinal)
        select line;

    /// <summary>node_exporter with its default collectors, when it answers.</summary>
    public static Task<Exporter> OfNodeAsync(params string[] arguments) => OfNodeAsync(null, arguments);

    /// <inheritdoc cref="OfNodeAsync(string[])"/>
    public static Task<Exporter> OfNodeAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) => StartAsync(new(
        // Debian's has other defaults than upstream's: it leaves out /mnt and /run, and looks for *.prom files.
        "prometheus-node-exporter",
        [$"--collector.filesystem.mount-points-exclude={FilesystemConfig.DefaultMountPointsExclude}", "--collector.textfile.directory=", .. arguments], environment));

    /// <summary>postgres_exporter with all of its collectors on, when it answers.</summary>
    /// <param name="server">What it watches.</param>
    /// <param name="user">As whom.</param>
    public static Task<Exporter> OfPostgresAsync(PostgresServer server, string user) => StartAsync(new(
        "prometheus-postgres-exporter", from collector in PostgresCollectors select $"--collector.{collector}",
        new Dictionary<string, string?> { ["DATA_SOURCE_NAME"] = $"{server.Dsn(user)}?sslmode=disable" }));

    /// <summary>blackbox_exporter, when it answers.</summary>
    /// <param name="configuration">A file with its modules.</param>
    public static Task<Exporter> OfProbesAsync(string configuration) => StartAsync(new("prometheus-blackbox-exporter", [$"--config.file={configuration}"]));

    /// <summary>What blackbox_exporter finds now, in the text format.</summary>
    public Task<string> ProbeAsync(string module, string target) =>
        http.GetStringAsync(new Uri($"probe?module={module}&target={Uri.EscapeDataString(target)}", UriKind.Relative));

    public Uri Address => new(http.BaseAddress!, "metrics");

    /// <summary>One scrape, in the text format.</summary>
    public Task<string> ScrapeAsync() => http.GetStringAsync(new Uri("metrics", UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
    }

    static Task<Exporter> StartAsync(Exporter exporter) =>
        Startup.UntilAsync(exporter, exporter.process.WaitUntilAsync("answering", exporter.AnswersAsync, StartTimeout));

    async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        using var answer = await http.GetAsync(new Uri("", UriKind.Relative), cancel);
        return answer.IsSuccessStatusCode;
    }
}
