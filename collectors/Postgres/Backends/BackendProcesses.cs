using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Backends;

/// <summary>
/// The processes of a server, poll by poll: each is read, and what is new goes to the account of whose it is. What was used before the
/// first poll does not count; of a server that was started since, everything does.
/// </summary>
internal sealed class BackendProcesses(ProcessFiles files, TimeProvider clock)
{
    /// <summary>Every so many polls also processes that seem to have done nothing.</summary>
    const int LookAgain = 4;

    readonly Dictionary<int, BackendProcess> known = [];
    readonly List<int> children = [];
    readonly EndedBackends ended = new();
    Postmaster postmaster;
    ProcessCounters postmasterCounted;
    BootClock boot;

    /// <summary>Processes that were there then have a past that does not count.</summary>
    ulong beganTicks;
    ulong lastPollTicks;
    int poll;

    internal BackendAccounts Accounts { get; } = new();

    /// <summary>In the private memory of all processes together, the postmaster's included.</summary>
    internal ulong AnonymousBytes { get; private set; }

    /// <summary>Shared memory that the process which has touched most of it has touched.</summary>
    internal ulong SharedBytes { get; private set; }

    /// <summary>Some process's I/O cannot be read, so that the sums would be too small.</summary>
    internal bool LacksIo { get; private set; }

    /// <param name="rows">By the number that the server knows the process by.</param>
    /// <returns>False when the server is gone.</returns>
    internal bool TryRead(in Postmaster server, Dictionary<int, BackendRow> rows)
    {
        poll++;
        boot = BootClock.Read(clock);
        (AnonymousBytes, SharedBytes, LacksIo) = (0, 0, false);
        Accounts.BeginPoll();
        if (!TryReadPostmaster(server, out var own, out var reaped) || !files.TryListChildren(server.Pid, children))
            return false;

        var isAnother = (server.Pid, server.StartTicks) != (postmaster.Pid, postmaster.StartTicks);
        // The last one's processes ended with it.
        if (isAnother)
            known.Clear();
        postmaster = server;
        var hasPast = isAnother && (lastPollTicks == 0 || server.StartTicks <= lastPollTicks);
        if (isAnother)
            Begin(hasPast);
        lastPollTicks = boot.NowTicks;

        foreach (var pid in children)
            Read(pid, rows);
        foreach (var (pid, process) in known)
        {
            // Ended, or left out of the list by the kernel.
            if (process.SeenPoll != poll)
                Read(pid, rows);
        }

        // After the processes, this once: one that has ended in between would bring its whole past along.
        if (hasPast && TryReadPostmaster(server, out own, out reaped))
        {
            postmasterCounted = own;
            ended.Begin(reaped);
        }

        Settle(own, reaped);
        return true;
    }

    void Begin(bool hasPast)
    {
        beganTicks = hasPast ? boot.NowTicks : 0;
        postmasterCounted = default;
        ended.Begin(default);
    }

    /// <param name="reaped">With all that it made disks do itself, which is little and cannot be told apart.</param>
    bool TryReadPostmaster(in Postmaster server, out ProcessCounters own, out ProcessCounters reaped)
    {
        (own, reaped) = (default, default);
        if (!files.TryReadStat(server.Pid, out var stat, out _) || stat.StartTicks != server.StartTicks)
            return false;
        var io = ReadIo(server.Pid);
        own = ProcessCounters.Of(stat, default, default);
        reaped = ProcessCounters.OfReaped(stat) with { ReadBytes = io.ReadBytes, WrittenBytes = io.WrittenBytes };
        return true;
    }

    void Settle(in ProcessCounters own, in ProcessCounters reaped)
    {
        _ = files.TryReadStatus(postmaster.Pid, out var status);
        Add(status);
        Accounts.Of("", "", "postmaster").Add(own.Since(postmasterCounted), status.AnonymousBytes);
        postmasterCounted = postmasterCounted.AtLeast(own);
        Accounts.Ended.Count(ended.Settle(reaped));
    }

    void Read(int pid, Dictionary<int, BackendRow> rows)
    {
        var process = known.GetValueOrDefault(pid);
        var isThere = files.TryReadStat(pid, out var stat, out _);
        if (!isThere && files.Failure != Reason.NotFound)
            return;
        if (process is not null && (!isThere || stat.StartTicks != process.StartTicks))
        {
            ended.End(process.Counted);
            known.Remove(pid);
            process = null;
        }

        if (!isThere || stat.Parent != postmaster.Pid)
            return;
        if (process is null || !process.IsIdle(stat) || (poll + pid) % LookAgain == 0)
            process = Look(pid, process, stat);
        Add(process.Status);
        process.See(poll);
        if (AccountOf(process, rows) is { } account)
            account.Add(process.Count(), process.Status.AnonymousBytes);
    }

    /// <summary>Most backends wait most of the time, and two of three files need not be read.</summary>
    BackendProcess Look(int pid, BackendProcess? process, in ProcessStat stat)
    {
        _ = files.TryReadStatus(pid, out var status);
        var counters = ProcessCounters.Of(stat, status, ReadIo(pid)).Plus(ProcessCounters.OfReaped(stat));
        if (process is null)
            known.Add(pid, process = new(postmaster.IsTranslated ? status.NamespacePid : pid, stat.StartTicks, stat.StartTicks < beganTicks ? counters : default));
        process.Look(stat, status, counters);
        return process;
    }

    BackendAccount? AccountOf(BackendProcess process, Dictionary<int, BackendRow> rows)
    {
        if (rows.TryGetValue(process.ServerPid, out var row) && process.Is(row, postmaster, boot))
            process.Account = Accounts.Of(row.Database, row.Application, row.Type);
        // The logger, and sessions that do not get through with their log-in, are never told.
        else if (process.Polls > 1)
            process.Account ??= Accounts.Of("", "", "other");
        return process.Account;
    }

    ProcessIo ReadIo(int pid)
    {
        if (!files.TryReadIo(pid, out var io) && files.Failure == Reason.PermissionDenied)
            LacksIo = true;
        return io;
    }

    void Add(in ProcessStatus status)
    {
        AnonymousBytes += status.AnonymousBytes;
        SharedBytes = Math.Max(SharedBytes, status.SharedBytes + status.HugePageBytes);
    }
}
