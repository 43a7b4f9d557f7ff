using System.Diagnostics;

namespace MetricsAgent.Tests.Servers;

/// <summary>A real program beside the test. It ends with the test host, however that ends.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>User and group that servers which refuse root run as.</summary>
    public const uint Nobody = 65534;

    static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    readonly Process process;
    readonly string name;
    readonly Output output = new();
    readonly Output error = new();
    readonly Output log = new();

    ServerProcess(Process process, string name)
    {
        this.process = process;
        this.name = name;
        process.OutputDataReceived += (_, line) => { output.AddLine(line.Data); log.AddLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { error.AddLine(line.Data); log.AddLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Pid => process.Id;
    public bool HasExited => process.HasExited;

    /// <summary>Standard output so far.</summary>
    public string Output => output.ToString();

    /// <summary>Standard error so far.</summary>
    public string Error => error.ToString();

    /// <summary>Both, in the order they came.</summary>
    public string Log => log.ToString();

    /// <param name="program">A path, or a name to be found on PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to the test's own; null removes a variable.</param>
    /// <param name="input">Standard input, which is closed afterwards.</param>
    /// <param name="unprivileged">Not as root, even where the tests are.</param>
    public static ServerProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string input = "", bool unprivileged = false)
    {
        string[] user = unprivileged && Environment.IsPrivilegedProcess ? ["--reuid", $"{Nobody}", "--regid", $"{Nobody}", "--clear-groups"] : [];
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", .. user, "--", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[key] = value;

        var started = new ServerProcess(Launcher.Start(start), Path.GetFileName(program));
        started.process.StandardInput.Write(input);
        started.process.StandardInput.Close();
        return started;
    }

    public void Signal(UnixSignal signal)
    {
        if (!process.HasExited)
            Libc.Kill(Pid, signal);
    }

    /// <summary>Waits for <paramref name="ready"/>; an exception from it means "not yet".</summary>
    /// <exception cref="InvalidOperationException">The program ended instead; the message holds its log.</exception>
    /// <exception cref="TimeoutException">The message holds the program's log.</exception>
    public async Task WaitUntilAsync(string state, Func<CancellationToken, Task<bool>> ready, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        Exception? last = null;
        while (!deadline.IsCancellationRequested)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{name} ended with {process.ExitCode} before it was {state}:\n{Log}");
            try
            {
                if (await ready(deadline.Token))
                    return;
            }
            catch (Exception notYet)
            {
                last = notYet;
            }
            await Task.Delay(20);
        }
        throw new TimeoutException($"{name} was not {state} within {timeout.TotalSeconds} s: {last?.Message}\n{Log}");
    }

    /// <summary>Waits for the program's end and the end of its output.</summary>
    /// <exception cref="TimeoutException">It was killed; the message holds its log.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Signal(UnixSignal.Kill);
            throw new TimeoutException($"{name} did not end within {timeout.TotalSeconds} s and was killed:\n{Log}");
        }
    }

    public Task<int> StopAsync(UnixSignal signal, TimeSpan timeout)
    {
        Signal(signal);
        return WaitForExitAsync(timeout);
    }

    public async ValueTask DisposeAsync()
    {
        Signal(UnixSignal.Kill);
        await WaitForExitAsync(KillTimeout);
        process.Dispose();
    }
}
