using System.Buffers.Text;
using System.Text;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// How many processes and threads there are and what they do, from <c>/proc/&lt;pid&gt;/stat</c> of each: off by default, because a poll
/// opens as many files as there are processes, and one more for every thread of those that have several.
/// </summary>
internal sealed class ProcessesCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/*/stat, /proc/*/task/*/stat");

    static readonly Family Pids = Families.Gauge("node_processes_pids", "Processes.");
    static readonly Family Threads = Families.Gauge("node_processes_threads", "Threads of all processes.");
    static readonly Family MaxProcesses = Families.Gauge("node_processes_max_processes", "Process ids that the kernel would give out, which threads take as well.");
    static readonly Family MaxThreads = Families.Gauge("node_processes_max_threads", "Threads that the kernel would allow.");
    static readonly Family States = Families.Gauge("node_processes_state", "Processes by state: R runs, S sleeps, D waits for a disk, Z has ended and nobody has asked how.", "state");
    static readonly Family ThreadStates = Families.Gauge("node_processes_threads_state", "Threads by state.", "thread_state");

    const int LongestPath = 4096;

    readonly string pidMaxPath = files.Proc("sys/kernel/pid_max");
    readonly string threadsMaxPath = files.Proc("sys/kernel/threads-max");
    readonly byte[] root = Encoding.UTF8.GetBytes(files.Proc("").TrimEnd('/'));
    readonly byte[] path = new byte[LongestPath];
    readonly PseudoReader reader = new();
    readonly List<NumberedEntry> pids = [];
    readonly List<NumberedEntry> tasks = [];
    readonly TaskCounts processes = new();
    readonly TaskCounts threads = new();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        processes.Clear();
        threads.Clear();
        root.CopyTo(path, 0);
        if (!TryList(root.Length, pids))
        {
            samples.Unavailable(Reason.NotFound, $"{files.Proc("")} cannot be listed");
            return ValueTask.CompletedTask;
        }

        var allocated = 0L;
        foreach (var pid in pids)
        {
            cancel.ThrowIfCancellationRequested();
            allocated += Count(pid.Number);
        }

        samples.Add(Pids, processes.All);
        samples.Add(Threads, allocated);
        processes.Emit(samples, States);
        threads.Emit(samples, ThreadStates);
        if (NodeFiles.TryReadNumber(pidMaxPath, out var most))
            samples.Add(MaxProcesses, most);
        if (NodeFiles.TryReadNumber(threadsMaxPath, out most))
            samples.Add(MaxThreads, most);
        return ValueTask.CompletedTask;
    }

    /// <returns>The process's threads; none when it is gone.</returns>
    int Count(int pid)
    {
        var directory = Append(root.Length, pid);
        if (!TryRead(directory, out var process))
            return 0;
        processes.Add(process.State);
        if (process.Threads <= 1)
        {
            threads.Add(process.State);
            return process.Threads;
        }

        "/task"u8.CopyTo(path.AsSpan(directory));
        directory += "/task".Length;
        if (TryList(directory, tasks))
        {
            foreach (var task in tasks)
            {
                if (TryRead(Append(directory, task.Number), out var thread))
                    threads.Add(thread.State);
            }
        }

        return process.Threads;
    }

    bool TryRead(int directory, out TaskState task)
    {
        task = default;
        return reader.TryReadRecord(path.AsSpan(0, directory), "stat"u8, out var text) && TaskState.TryParse(text, out task);
    }

    /// <summary>The entries whose names are numbers; false when the directory is gone.</summary>
    bool TryList(int directory, List<NumberedEntry> entries)
    {
        entries.Clear();
        path[directory] = 0;
        return ProcDirectory.List(path, entries) == 0;
    }

    /// <summary>Puts a slash and a number behind the path so far.</summary>
    /// <returns>The length of it all.</returns>
    int Append(int length, int number)
    {
        path[length++] = (byte)'/';
        _ = Utf8Formatter.TryFormat(number, path.AsSpan(length), out var digits);
        return length + digits;
    }
}
