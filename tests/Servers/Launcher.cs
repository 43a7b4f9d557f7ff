using System.Collections.Concurrent;
using System.Diagnostics;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// The one thread that starts programs, and lives as long as the test host. Linux sends the parent-death signal when the
/// <em>thread</em> that forked ends, which pool threads do (prctl(2), PR_SET_PDEATHSIG).
/// </summary>
internal static class Launcher
{
    static readonly BlockingCollection<(ProcessStartInfo Program, TaskCompletionSource<Process> Started)> Waiting = [];

    static Launcher() => new Thread(StartAll) { IsBackground = true, Name = "launcher" }.Start();

    public static Process Start(ProcessStartInfo program)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting.Add((program, started));
        return started.Task.GetAwaiter().GetResult();
    }

    static void StartAll()
    {
        foreach (var (program, started) in Waiting.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(program)!);
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        }
    }
}
