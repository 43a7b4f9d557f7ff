using System.Buffers.Text;
using System.Globalization;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Process;

/// <summary>
/// Named groups of processes, under process-exporter's names. Whatever a process does between the last poll that sees it and its end
/// is lost, and all of one that lives for less than an interval: a cgroup (<c>container_*</c>) counts those, too.
/// </summary>
internal sealed class ProcessGroupsCollector : ICollector
{
    internal static readonly FamilySet Families = new("/proc/<pid>/{stat,status,io,fd,limits,cmdline,cgroup,smaps_rollup}, /proc/net/tcp{,6}");

    static readonly Family Processes = Families.Gauge("namedprocess_namegroup_num_procs", "Processes of the group.", "groupname");
    static readonly Family Threads = Families.Gauge("namedprocess_namegroup_num_threads", "Threads of the group's processes.", "groupname");
    static readonly Family States = Families.Gauge("namedprocess_namegroup_states", "Processes of the group by state; those that wait, wait for a disk or a network filesystem.", "groupname", "state");
    static readonly Family Cpu = Families.Counter("namedprocess_namegroup_cpu_seconds_total", "CPU time that the group has used since the agent began to look, as far as polls have seen it, in seconds.", "groupname", "mode");
    static readonly Family Memory = Families.Gauge("namedprocess_namegroup_memory_bytes", "Memory of the group's processes, summed up, in bytes: what they share is in it once for each, but for proportional types.", "groupname", "memtype");
    static readonly Family MemoryOnce = Families.Gauge("namedprocess_namegroup_memory_once_bytes", "Memory of the group, in bytes, with what its processes share counted once: their anonymous memory together, and the shared memory of the one that has touched most.", "groupname", "memtype");
    static readonly Family OpenFiles = Families.Gauge("namedprocess_namegroup_open_filedesc", "Files that the group's processes have open.", "groupname");
    static readonly Family WorstRatio = Families.Gauge("namedprocess_namegroup_worst_fd_ratio", "Open files against their limit in the process that is nearest to it: 1 is at the limit.", "groupname");
    static readonly Family ReadBytes = Families.Counter("namedprocess_namegroup_read_bytes_total", "Bytes that the group made disks read, as far as polls have seen it.", "groupname");
    static readonly Family WrittenBytes = Families.Counter("namedprocess_namegroup_write_bytes_total", "Bytes that the group made disks write, as far as polls have seen it.", "groupname");
    static readonly Family MajorFaults = Families.Counter("namedprocess_namegroup_major_page_faults_total", "Page faults that had to read from a disk, as far as polls have seen them.", "groupname");
    static readonly Family MinorFaults = Families.Counter("namedprocess_namegroup_minor_page_faults_total", "Page faults that had not, as far as polls have seen them.", "groupname");
    static readonly Family Switches = Families.Counter("namedprocess_namegroup_context_switches_total", "Times that a process's first thread went off a CPU, voluntarily to wait or not, as far as polls have seen it.", "groupname", "ctxswitchtype");
    static readonly Family OldestStart = Families.Gauge("namedprocess_namegroup_oldest_start_time_seconds", "When the oldest process of the group was started, in seconds since 1970.", "groupname");

    static readonly string[] StateNames = ["Running", "Sleeping", "Waiting", "Zombie", "Other"];

    readonly NodeFiles machine;
    readonly ProcessFiles files;
    readonly ProcessGroup[] groups;
    readonly ProcessTable table;
    readonly ListeningSockets listening;
    readonly bool readsProportional;
    readonly Dictionary<int, HashSet<ulong>> sockets;
    ulong[] knownSockets = [];
    ulong? bootTime;

    internal ProcessGroupsCollector(ProcessConfig config, NodeFiles machine)
    {
        this.machine = machine;
        files = new(machine);
        groups = [.. config.Groups.Select(group => new ProcessGroup(group))];
        table = new(files, groups);
        listening = new(machine);
        readsProportional = config.Proportional;
        sockets = groups.Select(group => group.Port).OfType<int>().Distinct().ToDictionary(port => port, _ => new HashSet<ulong>());
    }

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var socketsAreNew = ReadSockets(samples);
        if (!table.TryScan(sockets, socketsAreNew))
        {
            samples.Unavailable(Reason.NotFound, $"{machine.Proc("")} cannot be listed");
            return ValueTask.CompletedTask;
        }

        foreach (var group in groups)
            group.Totals.BeginPoll();
        foreach (var process in table.Members)
            Read(process);
        bootTime ??= ReadBootTime();
        foreach (var group in groups)
        {
            if (!IsHidden(group))
                Emit(samples, group.Name, group.Totals, readsProportional, bootTime);
        }

        ReportHidden(samples);
        Report(samples, "io", group => group.Totals.LacksIo);
        Report(samples, "fds", group => group.Totals.LacksFiles);
        Report(samples, "proportional", group => group.Totals.LacksProportional);
        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, string group, GroupTotals totals, bool hasProportional, ulong? bootTime)
    {
        ref readonly var counters = ref totals.Counters;
        samples.Add(Processes, totals.Processes, group);
        samples.Add(Threads, totals.Threads, group);
        for (var state = 0; state < ProcessStates.Length; state++)
            samples.Add(States, totals.States[state], group, StateNames[state]);
        samples.Add(Cpu, counters.UserTicks / ProcessStat.TicksPerSecond, group, "user");
        samples.Add(Cpu, counters.SystemTicks / ProcessStat.TicksPerSecond, group, "system");
        samples.Add(Memory, totals.ResidentBytes, group, "resident");
        samples.Add(Memory, totals.VirtualBytes, group, "virtual");
        samples.Add(Memory, totals.SwappedBytes, group, "swapped");
        samples.Add(MemoryOnce, totals.AnonymousBytes, group, "anonymous");
        samples.Add(MemoryOnce, totals.SharedBytes, group, "shared");
        if (hasProportional && !totals.LacksProportional)
        {
            samples.Add(Memory, totals.ProportionalBytes, group, "proportionalResident");
            samples.Add(Memory, totals.ProportionalSwappedBytes, group, "proportionalSwapped");
        }

        samples.Add(MajorFaults, counters.MajorFaults, group);
        samples.Add(MinorFaults, counters.MinorFaults, group);
        samples.Add(Switches, counters.VoluntarySwitches, group, "voluntary");
        samples.Add(Switches, counters.InvoluntarySwitches, group, "nonvoluntary");
        if (!totals.LacksIo)
        {
            samples.Add(ReadBytes, counters.ReadBytes, group);
            samples.Add(WrittenBytes, counters.WrittenBytes, group);
        }

        if (!totals.LacksFiles)
        {
            samples.Add(OpenFiles, totals.OpenFiles, group);
            if (totals.Processes > 0)
                samples.Add(WorstRatio, totals.WorstFileRatio, group);
        }

        if (totals.Processes > 0 && bootTime is { } boot)
            samples.Add(OldestStart, boot + (totals.OldestStartTicks / ProcessStat.TicksPerSecond), group);
    }

    /// <summary>What cannot be seen is absent: that a group has no processes is said only where all can be.</summary>
    bool IsHidden(ProcessGroup group) => HidesListener(group) || HidesAll(group);

    bool HidesListener(ProcessGroup group) => group.Port is { } port && table.Lacks(group, sockets[port]);

    bool HidesAll(ProcessGroup group) => table.HidesProcesses && group.Totals.Processes == 0;

    void ReportHidden(Samples samples)
    {
        if (Array.Exists(groups, HidesListener))
        {
            var names = string.Join("; ", groups.Where(HidesListener).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Name}, whose process listens on {group.Port}, cannot be seen")));
            samples.Unavailable("sockets", Reason.PermissionDenied, $"{names}: run as the same user, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH");
        }

        if (Array.Exists(groups, HidesAll))
            samples.Unavailable("processes", Reason.PermissionDenied, $"procfs hides other users' processes (hidepid), so that none of {string.Join(", ", groups.Where(HidesAll).Select(group => group.Name))} can be seen: run with CAP_SYS_PTRACE, or in the group that its option gid names");
    }

    void Read(KnownProcess process)
    {
        var totals = process.Group!.Totals;

        // It can end at any of these reads, which is no fault.
        if (!files.TryReadStat(process.Pid, out var stat, out _) || stat.StartTicks != process.StartTicks || !files.TryReadStatus(process.Pid, out var status))
            return;
        if (!files.TryReadIo(process.Pid, out var io) && files.Failure == Reason.PermissionDenied)
            totals.MissIo();
        totals.Add(stat, status, process.Count(ProcessCounters.Of(stat, status, io)));
        if (stat.State == 'Z')
            return;
        process.MaxOpenFiles ??= files.MaxOpenFiles(process.Pid) ?? 0;
        totals.AddFiles(files.CountOpenFiles(process.Pid), process.MaxOpenFiles);
        if (readsProportional)
            totals.AddProportional(files.TryReadProportional(process.Pid, out var memory) ? memory : files.Failure == Reason.PermissionDenied ? null : default(ProportionalMemory));
    }

    /// <returns>Others listen than in the last poll.</returns>
    bool ReadSockets(Samples samples)
    {
        if (sockets.Count == 0 || !listening.TryRead(sockets, samples))
            return false;
        ulong[] now = [.. sockets.Values.SelectMany(inodes => inodes).Order()];
        var areNew = !now.AsSpan().SequenceEqual(knownSockets);
        knownSockets = now;
        return areNew;
    }

    void Report(Samples samples, string part, Func<ProcessGroup, bool> lacks)
    {
        if (Array.Exists(groups, group => lacks(group) && !IsHidden(group)))
        {
            var names = string.Join(", ", groups.Where(group => lacks(group) && !IsHidden(group)).Select(group => group.Name));
            samples.Unavailable(part, Reason.PermissionDenied, $"cannot be read for all processes of {names}: run as the same user, or with CAP_SYS_PTRACE");
        }
    }

    ulong? ReadBootTime()
    {
        if (!NodeFiles.TryReadOptional(machine.Proc("stat"), out var stat))
            return null;
        using (stat)
        {
            var at = stat.Text.IndexOf("\nbtime "u8);
            return at >= 0 && Utf8Parser.TryParse(stat.Text[(at + "\nbtime ".Length)..], out ulong seconds, out _) ? seconds : null;
        }
    }
}
