using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Process;

/// <summary>
/// Every process there is, and the group it belongs to. A poll lists the numbers, and looks closer only at processes that are new:
/// the inode number of <c>/proc/&lt;pid&gt;</c> tells a process from another that got its number. A program is started in two steps,
/// fork and exec, and can become another, so that each is looked at again in its second poll and in every twentieth.
/// </summary>
internal sealed class ProcessTable(ProcessFiles files, IReadOnlyList<ProcessGroup> groups)
{
    const int LookAgain = 20;
    const int DeepestFamily = 64;

    /// <summary>No command has a longer name.</summary>
    const int LongestCommand = 64;

    readonly Dictionary<int, KnownProcess> known = [];
    readonly List<NumberedEntry> listed = [];
    readonly HashSet<ulong> owned = [];
    readonly bool takesChildren = groups.Any(group => group.TakesChildren);
    int poll;

    /// <summary>There are processes of which nothing can be read, as under procfs's option <c>hidepid</c>.</summary>
    internal bool HidesProcesses { get; private set; }

    internal IEnumerable<KnownProcess> Members => known.Values.Where(process => process.Group is not null);

    /// <param name="sockets">That listen, by port.</param>
    /// <param name="socketsAreNew">They are others than in the last poll.</param>
    internal bool TryScan(Dictionary<int, HashSet<ulong>> sockets, bool socketsAreNew)
    {
        if (!files.TryList(listed))
            return false;
        poll++;
        // Where all are hidden that are not ours, they are not even listed: process 1 is always there.
        HidesProcesses = !listed.Exists(static entry => entry.Number == 1);
        if (socketsAreNew)
        {
            owned.Clear();
            foreach (var group in groups)
                group.HidesSockets = false;
        }

        foreach (var (pid, inode) in listed)
            See(pid, inode, sockets, socketsAreNew);
        foreach (var (pid, process) in known)
        {
            if (process.SeenPoll != poll)
                known.Remove(pid);
        }

        if (takesChildren)
        {
            foreach (var process in known.Values)
            {
                if (process.Group is null && process.LookedPoll == poll)
                    Inherit(process);
            }
        }

        return true;
    }

    /// <summary>Somebody listens on the group's port who cannot be seen, so that its numbers would be too small, or 0.</summary>
    /// <param name="sockets">That listen on its port.</param>
    internal bool Lacks(ProcessGroup group, HashSet<ulong> sockets) =>
        group.HidesSockets && sockets.Count > 0 && (group.Totals.Processes == 0 || !sockets.IsSubsetOf(owned));

    void See(int pid, ulong inode, Dictionary<int, HashSet<ulong>> sockets, bool socketsAreNew)
    {
        var isKnown = known.TryGetValue(pid, out var process) && process.Inode == inode;
        if (isKnown && !(socketsAreNew || process!.FirstPoll == poll - 1 || (poll + pid) % LookAgain == 0))
        {
            process!.SeenPoll = poll;
            return;
        }

        if (!files.TryReadStat(pid, out var stat, out var command))
        {
            // Ended since it was listed.
            if (files.Failure == Reason.NotFound)
                known.Remove(pid);
            HidesProcesses |= files.Failure == Reason.PermissionDenied;
            return;
        }

        // The kernel forgets inodes when it needs memory: the time of the start has the last word.
        if (process is null || process.StartTicks != stat.StartTicks)
            known[pid] = process = new(pid, stat.StartTicks, poll);
        process.Inode = inode;
        process.Parent = stat.Parent;
        process.SeenPoll = process.LookedPoll = poll;
        process.MaxOpenFiles = null;

        Span<byte> name = stackalloc byte[Math.Min(command.Length, LongestCommand)];
        command[..name.Length].CopyTo(name);
        var group = Choose(pid, name, sockets);
        if (group is not null || !process.IsInherited)
            (process.Group, process.IsInherited) = (group, false);
    }

    ProcessGroup? Choose(int pid, ReadOnlySpan<byte> command, Dictionary<int, HashSet<ulong>> sockets)
    {
        foreach (var group in groups)
        {
            if (group.Takes(pid, command, files, group.Port is { } port ? sockets[port] : null, owned))
                return group;
        }

        return null;
    }

    /// <summary>The nearest process above that is in a group takes it along. It stays there when that one ends.</summary>
    void Inherit(KnownProcess process)
    {
        var above = process;
        for (var depth = 0; depth < DeepestFamily && known.TryGetValue(above.Parent, out var parent); depth++, above = parent)
        {
            if (parent.Group is not { } group)
                continue;
            if (group.TakesChildren)
                (process.Group, process.IsInherited) = (group, true);
            return;
        }
    }
}

/// <summary>A process that was seen.</summary>
/// <param name="firstPoll">In which it was first seen.</param>
internal sealed class KnownProcess(int pid, ulong startTicks, int firstPoll)
{
    internal int Pid { get; } = pid;
    internal ulong StartTicks { get; } = startTicks;
    internal int FirstPoll { get; } = firstPoll;
    internal ulong Inode { get; set; }
    internal int Parent { get; set; }
    internal int SeenPoll { get; set; }
    internal int LookedPoll { get; set; }
    internal ProcessGroup? Group { get; set; }

    /// <summary>In its group because of the process that started it.</summary>
    internal bool IsInherited { get; set; }

    /// <summary>Read once, and again when the process is looked at again; 0 is no limit.</summary>
    internal ulong? MaxOpenFiles { get; set; }

    /// <summary>What its group has of it already; null before it was read for the first time.</summary>
    internal ProcessCounters? Counted { get; set; }

    /// <summary>Takes a new reading and returns what its group does not have yet.</summary>
    internal ProcessCounters Count(in ProcessCounters now)
    {
        // What was there before the agent counts from then on; what came later counts from its start.
        var before = Counted ?? (FirstPoll == 1 ? now : default);
        Counted = before.AtLeast(now);
        return now.Since(before);
    }
}
