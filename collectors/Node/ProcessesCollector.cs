using System.IO.Enumeration;
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

    readonly TaskCounts processes = new();
    readonly TaskCounts threads = new();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        processes.Clear();
        threads.Clear();
        var allocated = 0L;
        foreach (var pid in Numbers(files.Config.Procfs))
        {
            cancel.ThrowIfCancellationRequested();
            allocated += Count(pid);
        }

        samples.Add(Pids, processes.All);
        samples.Add(Threads, allocated);
        processes.Emit(samples, States);
        threads.Emit(samples, ThreadStates);
        if (NodeFiles.TryReadNumber(files.Proc("sys/kernel/pid_max"), out var most))
            samples.Add(MaxProcesses, most);
        if (NodeFiles.TryReadNumber(files.Proc("sys/kernel/threads-max"), out most))
            samples.Add(MaxThreads, most);
        return ValueTask.CompletedTask;
    }

    /// <returns>The process's threads; none when it is gone.</returns>
    int Count(int pid)
    {
        if (!TryRead(files.Proc($"{pid}/stat"), out var process))
            return 0;
        processes.Add(process.State);
        if (process.Threads <= 1)
        {
            threads.Add(process.State);
            return process.Threads;
        }

        var tasks = files.Proc($"{pid}/task");
        foreach (var task in Numbers(tasks))
        {
            if (TryRead(Path.Join(tasks, $"{task}/stat"), out var thread))
                threads.Add(thread.State);
        }

        return process.Threads;
    }

    static bool TryRead(string path, out TaskState task)
    {
        task = default;
        if (!NodeFiles.TryReadOptional(path, out var file))
            return false;
        using (file)
            return TaskState.TryParse(file.Text, out task);
    }

    /// <summary>The names of a folder that are numbers; none when it is gone.</summary>
    static FileSystemEnumerable<int> Numbers(string folder) => new(
        folder,
        static (ref FileSystemEntry entry) => int.TryParse(entry.FileName, out var number) ? number : 0,
        new() { IgnoreInaccessible = true })
    {
        ShouldIncludePredicate = static (ref FileSystemEntry entry) => int.TryParse(entry.FileName, out var number) && number > 0,
    };
}
