using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>Processes and threads of a cgroup: <c>pids.current</c>, <c>pids.max</c>, <c>cgroup.procs</c>; and since when it is there.</summary>
internal sealed class CgroupTasks(TimeProvider clock) : ICgroupPart
{
    internal static readonly FamilySet Families = new("pids.current, pids.max, cgroup.procs of a cgroup");

    static readonly Family Processes = Families.Gauge("container_processes", "Processes in this very cgroup; those of cgroups below are not counted.", "id", "name");
    static readonly Family Threads = Families.Gauge("container_threads", "Threads in the cgroup and all below it.", "id", "name");
    static readonly Family ThreadsMax = Families.Gauge("container_threads_max", "Threads that the cgroup may have; 0 without a limit.", "id", "name");
    static readonly Family StartTime = Families.Gauge("container_start_time_seconds", "When the cgroup was made, in seconds since 1970.", "id", "name");
    static readonly Family LastSeen = Families.Gauge("container_last_seen", "When the cgroup was last read, in seconds since 1970.", "id", "name");

    public void Read(Cgroup cgroup, PseudoReader reader, Samples samples)
    {
        if (cgroup.Started is { } started)
            samples.Add(StartTime, new DateTimeOffset(started).ToUnixTimeMilliseconds() / 1000d, cgroup.Id, cgroup.Name);
        samples.Add(LastSeen, clock.GetUtcNow().ToUnixTimeSeconds(), cgroup.Id, cgroup.Name);
        if (reader.TryRead(cgroup.Tasks ?? cgroup.Memory, "cgroup.procs"u8, out var processes))
            EmitProcesses(samples, cgroup, processes);
        if (cgroup.Tasks is not { } tasks)
            return;
        if (reader.TryReadNumber(tasks, "pids.current"u8, out var threads))
            samples.Add(Threads, threads, cgroup.Id, cgroup.Name);
        if (reader.TryReadRecord(tasks, "pids.max"u8, out var max))
            EmitMax(samples, cgroup, max);
    }

    /// <summary>One number a line.</summary>
    internal static void EmitProcesses(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> processes) =>
        samples.Add(Processes, processes.Count((byte)'\n'), cgroup.Id, cgroup.Name);

    internal static void EmitMax(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> max)
    {
        if (new Fields(max).Integer(out var limit) || max.StartsWith("max"u8))
            samples.Add(ThreadsMax, limit, cgroup.Id, cgroup.Name);
    }
}
