using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace MetricsAgent.Tests.Servers;

/// <summary>One series of an instant query's result.</summary>
internal sealed record QueriedSeries(IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Debian's Prometheus with a configuration of the test's, in a temporary directory on a loopback port.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    readonly TemporaryDirectory directory = new("prometheus");
    readonly HttpClient http;
    readonly ServerProcess server;

    Prometheus(string configuration, string? program = null, string? data = null)
    {
        var port = FreePort.Next();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(10) };
        server = ServerProcess.Start(program ?? Program("prometheus"),
        [
            $"--config.file={directory.Write("prometheus.yml", configuration)}",
            $"--storage.tsdb.path={data ?? directory.File("data")}",
            $"--web.listen-address=127.0.0.1:{port}",
        ]);
    }

    /// <summary>Everything it has logged: scrape errors, out-of-order and duplicate samples are warnings there.</summary>
    public string Log => server.Log;

    /// <param name="configuration">A whole <c>prometheus.yml</c>; <see cref="Scraping"/> writes the usual one.</param>
    public static Task<Prometheus> StartAsync(string configuration) => StartAsync(new Prometheus(configuration));

    /// <summary>The newest Prometheus, which scrapes nothing and has only what is in a folder of blocks.</summary>
    public static Task<Prometheus> StartNewestAsync(string data) => StartAsync(new Prometheus("", NewestProgram("prometheus"), data));

    /// <summary>The newest Prometheus, which scrapes one agent every second.</summary>
    public static Task<Prometheus> StartNewestAsync(Uri agent) => StartAsync(new Prometheus(Scraping(agent), NewestProgram("prometheus")));

    static Task<Prometheus> StartAsync(Prometheus prometheus) =>
        Startup.UntilAsync(prometheus, prometheus.server.WaitUntilAsync("ready", prometheus.IsReadyAsync, StartTimeout));

    /// <summary>The configuration that scrapes one agent.</summary>
    public static string Scraping(Uri agent, string interval = "1s") => $"""
        global:
          scrape_interval: {interval}
          scrape_timeout: {interval}
        scrape_configs:
          - job_name: agent
            static_configs:
              - targets: ['{agent.Authority}']

        """;

    /// <summary>An instant query now.</summary>
    public async Task<IReadOnlyList<QueriedSeries>> QueryAsync(string promql)
    {
        var answer = await http.GetFromJsonAsync<JsonElement>($"api/v1/query?query={Uri.EscapeDataString(promql)}");
        return [.. answer.GetProperty("data").GetProperty("result").EnumerateArray().Select(Read)];
    }

    /// <summary>With its address as its base.</summary>
    public HttpClient Http => http;

    /// <summary>What the HTTP API answers, errors too.</summary>
    public async Task<JsonElement> AskAsync(string path, IReadOnlyDictionary<string, string> parameters)
    {
        using var form = new FormUrlEncodedContent(parameters);
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), form);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        if (!server.HasExited)
            await server.StopAsync(UnixSignal.Term, StopTimeout);
        await server.DisposeAsync();
        http.Dispose();
        directory.Dispose();
    }

    /// <summary>The path of one of the package's programs.</summary>
    internal static string Program(string name) =>
        TestCache.Find(name, TestCache.Folder("prometheus/usr/bin")) ?? throw new FileNotFoundException($"no {name}; tests/run.sh fetches it");

    /// <summary>The same of Debian sid's package, whatever release this machine runs.</summary>
    internal static string NewestProgram(string name) =>
        TestCache.Find(name, TestCache.Folder("peers/usr/bin")) ?? throw new FileNotFoundException($"no {name}; tests/Benchmarks/fetch-peers.sh fetches it");

    async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        using var answer = await http.GetAsync("-/ready", cancel);
        return answer.IsSuccessStatusCode;
    }

    static QueriedSeries Read(JsonElement series) => new(
        series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
        Number(series.GetProperty("value")[1].GetString()!));

    internal static double Number(string value) => value switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(value, CultureInfo.InvariantCulture),
    };
}
