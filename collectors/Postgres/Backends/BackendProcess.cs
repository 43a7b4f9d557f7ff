using MetricsAgent.Collectors.Process;

namespace MetricsAgent.Collectors.Postgres.Backends;

/// <summary>A process that the postmaster has started.</summary>
/// <param name="serverPid">By which the server knows it.</param>
/// <param name="past">What it had before the agent.</param>
internal sealed class BackendProcess(int serverPid, ulong startTicks, ProcessCounters past)
{
    /// <summary>What two clocks that are read one after the other may be apart.</summary>
    internal static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(50);

    ProcessCounters counted = past;
    ProcessCounters latest;
    ProcessStat stat;

    /// <summary>The start of the row that was found to be of it. That stays so, though a clock may be set.</summary>
    DateTime? rowStart;

    internal int ServerPid { get; } = serverPid;
    internal ulong StartTicks { get; } = startTicks;
    internal int Polls { get; private set; }

    /// <summary>In which it was last there.</summary>
    internal int SeenPoll { get; private set; }

    /// <summary>Null as long as the server has not told whose it is.</summary>
    internal BackendAccount? Account { get; set; }

    /// <summary>What its accounts have of it, or had before the agent.</summary>
    internal ref readonly ProcessCounters Counted => ref counted;

    /// <summary>As of the last look.</summary>
    internal ProcessStatus Status { get; private set; }

    /// <summary>No time, no fault and no memory since the last look: whatever else it has done fits into a tick of CPU time.</summary>
    internal bool IsIdle(in ProcessStat now) => now == stat;

    internal void Look(in ProcessStat now, in ProcessStatus status, in ProcessCounters counters) => (stat, Status, latest) = (now, status, counters);

    internal void See(int poll) => (SeenPoll, Polls) = (poll, Polls + 1);

    /// <summary>Returns what the last look has found new.</summary>
    internal ProcessCounters Count()
    {
        var grown = latest.Since(counted);
        counted = counted.AtLeast(latest);
        return grown;
    }

    /// <summary>
    /// Whether a row with its number is of it. One that is older than the agent's own backend cannot have taken the number of another
    /// since the server told it; a younger one must not have started after the row.
    /// </summary>
    internal bool Is(in BackendRow row, in Postmaster postmaster, in BootClock boot)
    {
        if (rowStart is { } start)
            return start == row.Start;
        if (StartTicks > postmaster.OwnStartTicks && boot.At(StartTicks) > row.Start + Rounding)
            return false;
        rowStart = row.Start;
        return true;
    }
}
