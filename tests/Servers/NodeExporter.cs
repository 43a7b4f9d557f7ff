using MetricsAgent.Config;

namespace MetricsAgent.Tests.Servers;

/// <summary>The newest node_exporter that Debian packages, on a loopback port, with its default collectors unless the arguments are others.</summary>
internal sealed class NodeExporter : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    readonly HttpClient http;
    readonly ServerProcess process;

    NodeExporter(string[] arguments)
    {
        var port = FreePort.Next();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(30) };
        var program = TestCache.Find("prometheus-node-exporter", TestCache.Folder("peers/usr/bin"))
            ?? throw new FileNotFoundException("no prometheus-node-exporter; tests/Benchmarks/fetch-peers.sh fetches it");

        // Debian's has other defaults than upstream's: it leaves out /mnt and /run, and looks for *.prom files.
        process = ServerProcess.Start(
            program, [$"--web.listen-address=127.0.0.1:{port}", $"--collector.filesystem.mount-points-exclude={FilesystemConfig.DefaultMountPointsExclude}", "--collector.textfile.directory=", .. arguments]);
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<NodeExporter> StartAsync(params string[] arguments)
    {
        var exporter = new NodeExporter(arguments);
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
