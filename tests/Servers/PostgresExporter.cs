namespace MetricsAgent.Tests.Servers;

/// <summary>The newest postgres_exporter that Debian packages, on a loopback port, with all of its collectors on.</summary>
internal sealed class PostgresExporter : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Those that are off unless asked for.</summary>
    static readonly string[] Collectors =
    [
        "buffercache_summary", "database_wraparound", "long_running_transactions", "postmaster", "process_idle", "stat_activity_autovacuum",
        "stat_checkpointer", "stat_statements", "stat_statements.include_query", "stat_wal_receiver", "statio_user_indexes", "xlog_location",
    ];

    readonly HttpClient http;
    readonly ServerProcess process;

    PostgresExporter(PostgresServer server, string user)
    {
        var port = FreePort.Next();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(30) };
        var program = TestCache.Find("prometheus-postgres-exporter", TestCache.Folder("peers/usr/bin"))
            ?? throw new FileNotFoundException("no prometheus-postgres-exporter; tests/run.sh fetches it");
        process = ServerProcess.Start(
            program,
            [$"--web.listen-address=127.0.0.1:{port}", .. from collector in Collectors select $"--collector.{collector}"],
            new Dictionary<string, string?> { ["DATA_SOURCE_NAME"] = $"{server.Dsn(user)}?sslmode=disable" });
    }

    /// <summary>What it has logged of collectors that failed. process_idle does whenever nobody is idle.</summary>
    public IEnumerable<string> Failures =>
        from line in process.Log.Split('\n')
        where line.Contains("collector failed", StringComparison.Ordinal) && !line.Contains("name=process_idle ", StringComparison.Ordinal)
        select line;

    /// <param name="server">What it watches.</param>
    /// <param name="user">As whom.</param>
    public static async Task<PostgresExporter> StartAsync(PostgresServer server, string user)
    {
        var exporter = new PostgresExporter(server, user);
        try
        {
            await exporter.process.WaitUntilAsync("answering", exporter.AnswersAsync, StartTimeout);
            return exporter;
        }
        catch
        {
            await exporter.DisposeAsync();
            throw;
        }
    }

    /// <summary>One scrape, in the text format.</summary>
    public Task<string> ScrapeAsync() => http.GetStringAsync(new Uri("metrics", UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
    }

    async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        using var answer = await http.GetAsync(new Uri("", UriKind.Relative), cancel);
        return answer.IsSuccessStatusCode;
    }
}
