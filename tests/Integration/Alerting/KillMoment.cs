using System.Diagnostics;
using System.Runtime.InteropServices;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration.Alerting;

/// <summary>
/// When to kill the agent: at any time since its start, or a random time after it is up and then something of an <see cref="AlertStorm"/>, so that each of
/// its phases is met, however short it is.
/// </summary>
internal static class KillMoment
{
    static readonly (string Fsync, string Write) Calls = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ("82 ", "68 ") : ("74 ", "18 ");

    /// <summary>Waits for a moment, stops the agent in it and kills it.</summary>
    /// <returns>What it was doing.</returns>
    internal static async Task<string> KillAsync(AgentProcess agent, AlertStorm storm, Random random, CancellationToken cancel)
    {
        StormStep? awaited = random.Next(4) is var kind && kind < 3 ? (StormStep)kind : null;
        if (awaited is not null)
        {
            while (!storm.IsUp)
                await Task.Delay(20, cancel);
        }

        await Task.Delay(random.Next(0, 3000), cancel);
        if (awaited is { } step)
        {
            // One that does not come is no reason to let it live.
            await storm.NextAsync(step).WaitAsync(TimeSpan.FromSeconds(5), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (from, pause) = (Stopwatch.GetTimestamp(), TimeSpan.FromMicroseconds(random.Next(0, 6000)));
            while (Stopwatch.GetElapsedTime(from) < pause)
                Thread.SpinWait(20);
        }

        agent.Signal(UnixSignal.Stop);
        var phase = Phase(agent, storm);
        agent.Signal(UnixSignal.Kill);
        return phase;
    }

    static string Phase(AgentProcess agent, AlertStorm storm)
    {
        if (!storm.IsUp)
            return "starting";
        var calls = Directory.GetDirectories($"/proc/{agent.Pid}/task").Select(Call).ToArray();
        return calls.Any(call => call.StartsWith(Calls.Fsync, StringComparison.Ordinal)) ? "in fsync"
            : calls.Any(call => call.StartsWith(Calls.Write, StringComparison.Ordinal)) ? "in write"
            : storm.IsHeld ? "between request and answer"
            : storm.SinceAnswer < TimeSpan.FromMilliseconds(10) ? "within 10 ms of an answer"
            : "at another time";
    }

    /// <summary>The system call that a thread is in, by its number; nothing where it runs, or has ended.</summary>
    static string Call(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/syscall");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
