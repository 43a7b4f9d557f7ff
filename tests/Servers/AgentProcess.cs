using System.Globalization;

namespace MetricsAgent.Tests.Servers;

/// <summary>The built <c>metrics-agent</c> as users run it: a process with a configuration file.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    readonly TemporaryDirectory directory = new("agent");
    readonly ServerProcess process;

    AgentProcess(string configuration, IReadOnlyDictionary<string, string?>? environment, string[] arguments, string[] within)
    {
        Port = FreePort.Next();
        ConfigFile = directory.Write("agent.yaml", WithPort(configuration));
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}/"), Timeout = TimeSpan.FromSeconds(30) };
        string[] command = [.. within, .. Program, "run", "--config", ConfigFile, .. arguments];
        process = ServerProcess.Start(command[0], command[1..], Environment(environment));
    }

    public int Port { get; }

    /// <summary>With the agent's address as its base.</summary>
    public HttpClient Http { get; }

    /// <summary>For a test that changes the configuration and reloads.</summary>
    public string ConfigFile { get; }

    public int Pid => process.Pid;
    public string Output => process.Output;

    /// <summary>Standard error, which is its log.</summary>
    public string Log => process.Error;

    /// <summary>VmRSS of /proc/PID/status, in bytes.</summary>
    public long ResidentBytes =>
        1024 * long.Parse(File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split()[^2], CultureInfo.InvariantCulture);

    /// <summary>A published binary to test instead of what was built with the tests: METRICS_AGENT_BINARY, an absolute path.</summary>
    public static string? Binary { get; } = System.Environment.GetEnvironmentVariable("METRICS_AGENT_BINARY") is { Length: > 0 } file ? file : null;

    /// <summary>The words that run the agent; its arguments follow.</summary>
    public static string[] Program { get; } =
        Binary is { } file ? [file] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "metrics-agent.dll")];

    /// <summary>Runs <c>metrics-agent run</c> and returns when its port answers.</summary>
    /// <param name="configuration">
    /// YAML. Without a <c>web</c> section it gets one; a section of its own says <c>listen: 127.0.0.1:{port}</c>.
    /// </param>
    /// <param name="environment">Added to the test's own, from which PostgreSQL's variables are removed.</param>
    /// <param name="arguments">More arguments.</param>
    public static Task<AgentProcess> StartAsync(
        string configuration = "", IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments) =>
        StartAsync(configuration, environment, arguments, []);

    /// <summary>As <see cref="StartAsync(string, IReadOnlyDictionary{string, string?}?, string[])"/>, in surroundings of its own.</summary>
    /// <param name="within">A command that ends with the one which it is given: see <see cref="Namespaces"/>.</param>
    public static Task<AgentProcess> StartWithinAsync(string[] within, string configuration) => StartAsync(configuration, null, [], within);

    /// <summary>Runs it and does not wait until it answers.</summary>
    public static AgentProcess Launch(string configuration) => new(configuration, null, [], []);

    static async Task<AgentProcess> StartAsync(
        string configuration, IReadOnlyDictionary<string, string?>? environment, string[] arguments, string[] within)
    {
        var agent = new AgentProcess(configuration, environment, arguments, within);
        return await Startup.UntilAsync(agent, agent.process.WaitUntilAsync("answering", agent.AnswersAsync, StartTimeout));
    }

    /// <summary>One command to its end.</summary>
    public static Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(arguments, null);

    public static Task<CommandResult> RunWithinAsync(string[] within, params string[] arguments)
    {
        string[] command = [.. within, .. Program, .. arguments];
        return Command.RunAsync(command[0], command[1..], Environment(null));
    }

    public static Task<CommandResult> RunAsync(string[] arguments, IReadOnlyDictionary<string, string?>? environment, string input = "") =>
        Command.RunAsync(Program[0], [.. Program[1..], .. arguments], Environment(environment), input);

    /// <summary>For a user who cannot read where it was built: what <see cref="Program"/> is for the copy.</summary>
    public static string[] CopyTo(TemporaryDirectory directory)
    {
        string[] files = Binary is { } binary
            ? [binary]
            : [.. Directory.GetFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json")];
        foreach (var file in files)
            File.Copy(file, directory.File(Path.GetFileName(file)));
        return [.. Program[..^1], directory.File(Path.GetFileName(Program[^1]))];
    }

    /// <summary>The body of a path that answers with success.</summary>
    public Task<string> GetAsync(string path = "metrics") => Http.GetStringAsync(new Uri(path.TrimStart('/'), UriKind.Relative));

    public void Signal(UnixSignal signal) => process.Signal(signal);

    /// <summary>SIGTERM, as systemd and Kubernetes do it; returns the exit code.</summary>
    public Task<int> StopAsync() => process.StopAsync(UnixSignal.Term, StopTimeout);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Http.Dispose();
        directory.Dispose();
    }

    async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        using var answer = await Http.GetAsync(new Uri("health/liveness", UriKind.Relative), cancel);
        return true;
    }

    string WithPort(string configuration) =>
        configuration.Split('\n').Any(line => line.StartsWith("web:", StringComparison.Ordinal))
            ? configuration.Replace("{port}", $"{Port}", StringComparison.Ordinal)
            : $"web:\n  listen: 127.0.0.1:{Port}\n{configuration}";

    /// <summary>A test sees the database that it names, not one that the developer's shell does.</summary>
    static Dictionary<string, string?> Environment(IReadOnlyDictionary<string, string?>? added)
    {
        var environment = System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("PG", StringComparison.Ordinal) || name is "DATABASE_URL" or "DATA_SOURCE_NAME")
            .ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in added ?? new Dictionary<string, string?>())
            environment[name] = value;
        return environment;
    }
}
