using System.Net.Http.Json;
using System.Text.Json;

namespace MetricsAgent.Tests.Servers;

/// <summary>Debian's Alertmanager, alone, in a temporary directory on a loopback port.</summary>
internal sealed class Alertmanager : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    static readonly string Share = TestCache.Folder("prometheus-alertmanager/usr/share/prometheus");

    readonly TemporaryDirectory directory = new("alertmanager");
    readonly HttpClient http;
    readonly ServerProcess server;

    Alertmanager(string configuration)
    {
        var port = FreePort.Next();
        Address = new Uri($"http://127.0.0.1:{port}/");
        http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
        string[] command =
        [
            .. Directory.Exists(Share) ? Namespaces.WithShare(Share) : [],
            Program("prometheus-alertmanager"),
            $"--config.file={directory.Write("alertmanager.yml", configuration)}",
            $"--storage.path={directory.File("data")}",
            $"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ];
        server = ServerProcess.Start(command[0], command[1..]);
    }

    public Uri Address { get; }

    public string Log => server.Log;

    /// <param name="webhook">Where it sends what it is told, at once and in one group for each alertname.</param>
    public static async Task<Alertmanager> StartAsync(Uri webhook)
    {
        var alertmanager = new Alertmanager($"""
            route:
              receiver: test
              group_by: [alertname]
              group_wait: 100ms
              group_interval: 1s
            receivers:
              - name: test
                webhook_configs:
                  - url: {webhook}

            """);
        return await Startup.UntilAsync(alertmanager, alertmanager.server.WaitUntilAsync("ready", alertmanager.IsReadyAsync, StartTimeout));
    }

    /// <summary>The alerts that it has.</summary>
    public async Task<IReadOnlyList<JsonElement>> AlertsAsync() => (await http.GetFromJsonAsync<List<JsonElement>>("api/v2/alerts"))!;

    /// <summary><c>amtool</c>, asking somebody who speaks the API.</summary>
    public static Task<CommandResult> AmtoolAsync(Uri address, params string[] arguments) =>
        Command.RunAsync(Program("amtool"), [.. arguments, $"--alertmanager.url={address}"]);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
        directory.Dispose();
    }

    static string Program(string name) =>
        TestCache.Find(name, TestCache.Folder("prometheus-alertmanager/usr/bin")) ?? throw new FileNotFoundException($"no {name}; tests/run.sh fetches it");

    async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        using var answer = await http.GetAsync("-/ready", cancel);
        return answer.IsSuccessStatusCode;
    }
}
