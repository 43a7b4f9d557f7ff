namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Keeps CPU times from going backwards. The kernel computes idle, iowait and steal from several clocks and sometimes takes a
/// little back, which every rate would read as a restart from zero. A CPU that was away or whose idle time fell far did restart.
/// </summary>
internal sealed class CpuRatchet
{
    /// <summary>Columns of <c>/proc/stat</c>: user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice.</summary>
    internal const int Modes = 10;

    /// <summary>As many CPUs as a kernel can be built for.</summary>
    internal const int MaxCpus = 8192;

    const int Idle = 3;

    /// <summary>In ticks of 10 ms. node_exporter's limit, so that both show the same restarts.</summary>
    const ulong IdleJump = 300;

    ulong[] times = [];
    int[] seen = [];
    int poll;

    internal void BeginPoll() => poll++;

    /// <summary>Takes what the kernel says of one CPU, in ticks, and returns what to expose.</summary>
    internal ReadOnlySpan<ulong> Advance(int cpu, ReadOnlySpan<ulong> ticks)
    {
        if (cpu >= seen.Length)
        {
            Array.Resize(ref seen, Math.Max(cpu + 1, seen.Length * 2));
            Array.Resize(ref times, seen.Length * Modes);
        }

        var kept = times.AsSpan(cpu * Modes, Modes);
        if (seen[cpu] < poll - 1 || (kept[Idle] > ticks[Idle] && kept[Idle] - ticks[Idle] >= IdleJump))
            kept.Clear();
        seen[cpu] = poll;
        for (var mode = 0; mode < ticks.Length; mode++)
            kept[mode] = Math.Max(kept[mode], ticks[mode]);
        return kept[..ticks.Length];
    }
}
