namespace MetricsAgent.Collectors.Process;

/// <summary>What only goes up in the life of a process.</summary>
internal readonly record struct ProcessCounters(
    ulong UserTicks, ulong SystemTicks, ulong MinorFaults, ulong MajorFaults, ulong ReadBytes, ulong WrittenBytes, ulong VoluntarySwitches, ulong InvoluntarySwitches)
{
    internal static ProcessCounters Of(in ProcessStat stat, in ProcessStatus status, in ProcessIo io) => new(
        stat.UserTicks, stat.SystemTicks, stat.MinorFaults, stat.MajorFaults, io.ReadBytes, io.WrittenBytes, status.VoluntarySwitches, status.InvoluntarySwitches);

    /// <summary>What the processes that it has waited for have used; what they made disks do is in its own numbers.</summary>
    internal static ProcessCounters OfReaped(in ProcessStat stat) => new(stat.ReapedUserTicks, stat.ReapedSystemTicks, 0, stat.ReapedMajorFaults, 0, 0, 0, 0);

    /// <summary>What came since an earlier reading; nothing where the kernel, or a file that could not be read this time, went back.</summary>
    internal ProcessCounters Since(in ProcessCounters before) => new(
        Growth(before.UserTicks, UserTicks),
        Growth(before.SystemTicks, SystemTicks),
        Growth(before.MinorFaults, MinorFaults),
        Growth(before.MajorFaults, MajorFaults),
        Growth(before.ReadBytes, ReadBytes),
        Growth(before.WrittenBytes, WrittenBytes),
        Growth(before.VoluntarySwitches, VoluntarySwitches),
        Growth(before.InvoluntarySwitches, InvoluntarySwitches));

    internal ProcessCounters Plus(in ProcessCounters more) => new(
        UserTicks + more.UserTicks,
        SystemTicks + more.SystemTicks,
        MinorFaults + more.MinorFaults,
        MajorFaults + more.MajorFaults,
        ReadBytes + more.ReadBytes,
        WrittenBytes + more.WrittenBytes,
        VoluntarySwitches + more.VoluntarySwitches,
        InvoluntarySwitches + more.InvoluntarySwitches);

    /// <summary>The greater of both, number by number.</summary>
    internal ProcessCounters AtLeast(in ProcessCounters other) => Plus(other.Since(this));

    static ulong Growth(ulong before, ulong now) => now > before ? now - before : 0;
}
