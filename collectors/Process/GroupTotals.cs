using System.Runtime.CompilerServices;

namespace MetricsAgent.Collectors.Process;

/// <summary>What the processes of a group have together: counters since the agent began, all else at this moment.</summary>
internal sealed class GroupTotals
{
    ProcessCounters counters;

    /// <summary>Never goes back: what a process had when it was last seen stays when it ends.</summary>
    internal ref readonly ProcessCounters Counters => ref counters;

    internal int Processes { get; private set; }
    internal ulong Threads { get; private set; }
    internal ulong ResidentBytes { get; private set; }
    internal ulong VirtualBytes { get; private set; }
    internal ulong SwappedBytes { get; private set; }
    internal ulong AnonymousBytes { get; private set; }

    /// <summary>Of the process that has most: all see the same, each as much of it as it has touched.</summary>
    internal ulong SharedBytes { get; private set; }

    internal ulong ProportionalBytes { get; private set; }
    internal ulong ProportionalSwappedBytes { get; private set; }
    internal long OpenFiles { get; private set; }
    internal double WorstFileRatio { get; private set; }
    internal ulong OldestStartTicks { get; private set; }

    /// <summary>By state: running, sleeping, waiting, zombie, other.</summary>
    internal ProcessStates States;

    /// <summary>Some process's could not be read, so that the sum would be too small.</summary>
    internal bool LacksIo { get; private set; }

    /// <inheritdoc cref="LacksIo"/>
    internal bool LacksFiles { get; private set; }

    /// <inheritdoc cref="LacksIo"/>
    internal bool LacksProportional { get; private set; }

    internal void BeginPoll()
    {
        (Processes, Threads, ResidentBytes, VirtualBytes, SwappedBytes, AnonymousBytes, SharedBytes) = (0, 0, 0, 0, 0, 0, 0);
        (ProportionalBytes, ProportionalSwappedBytes, OpenFiles, WorstFileRatio, OldestStartTicks) = (0, 0, 0, 0, ulong.MaxValue);
        (LacksIo, LacksFiles, LacksProportional) = (false, false, false);
        States = default;
    }

    internal void Add(in ProcessStat stat, in ProcessStatus status, in ProcessCounters grown)
    {
        counters = counters.Plus(grown);
        Processes++;
        Threads += stat.Threads;
        ResidentBytes += stat.ResidentPages * (ulong)Environment.SystemPageSize;
        VirtualBytes += stat.VirtualBytes;
        SwappedBytes += status.SwappedBytes;
        AnonymousBytes += status.AnonymousBytes;
        SharedBytes = Math.Max(SharedBytes, status.SharedBytes);
        OldestStartTicks = Math.Min(OldestStartTicks, stat.StartTicks);
        States[StateOf(stat.State)]++;
    }

    internal void AddFiles(long? open, ulong? limit)
    {
        LacksFiles |= open is null;
        OpenFiles += open ?? 0;
        if (open is { } count && limit is > 0 and var most)
            WorstFileRatio = Math.Max(WorstFileRatio, (double)count / most);
    }

    internal void AddProportional(ProportionalMemory? memory)
    {
        LacksProportional |= memory is null;
        ProportionalBytes += memory?.ResidentBytes ?? 0;
        ProportionalSwappedBytes += memory?.SwappedBytes ?? 0;
    }

    internal void MissIo() => LacksIo = true;

    static int StateOf(byte state) => state switch
    {
        (byte)'R' => 0,
        (byte)'S' => 1,
        (byte)'D' => 2,
        (byte)'Z' => 3,
        _ => 4,
    };
}

/// <summary>Processes by state.</summary>
[InlineArray(Length)]
internal struct ProcessStates
{
    internal const int Length = 5;

    int first;
}
