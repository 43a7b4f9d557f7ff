using MetricsAgent.Collectors.Process;

namespace MetricsAgent.Collectors.Postgres.Backends;

/// <summary>
/// What processes have used after the last poll that saw them, or without any poll seeing them. The kernel adds up for the postmaster
/// what the processes that it has waited for have used, to the end (proc_pid_stat(5): cutime, cstime, cmajflt; and proc_pid_io(5)): that,
/// less what was seen of them, is what nobody has seen.
/// </summary>
internal sealed class EndedBackends
{
    ProcessCounters before;
    ProcessCounters seen;
    ProcessCounters told;

    /// <param name="reaped">What the postmaster had before the agent.</param>
    internal void Begin(in ProcessCounters reaped) => (before, seen, told) = (reaped, default, default);

    /// <summary>A process has ended.</summary>
    /// <param name="counted">What was seen of it, and what it had before the agent.</param>
    internal void End(in ProcessCounters counted) => seen = seen.Plus(counted);

    /// <summary>What is new since the last call.</summary>
    /// <param name="reaped">
    /// Read before the processes are: one that ends in between is in none of the two numbers then, and in the next call's.
    /// </param>
    internal ProcessCounters Settle(in ProcessCounters reaped)
    {
        var unseen = reaped.Since(before.Plus(seen));
        var grown = unseen.Since(told);
        told = told.AtLeast(unseen);
        return grown;
    }
}
