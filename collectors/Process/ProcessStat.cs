using System.Buffers.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Collectors.Process;

/// <summary>What <c>/proc/&lt;pid&gt;/stat</c> says about a process (proc_pid_stat(5)).</summary>
/// <param name="StartTicks">Time after boot at which it started; with the number of the process, its identity.</param>
internal readonly record struct ProcessStat(
    byte State, int Parent, ulong MinorFaults, ulong MajorFaults, ulong UserTicks, ulong SystemTicks, ulong Threads, ulong StartTicks,
    ulong VirtualBytes, ulong ResidentPages)
{
    /// <summary>Times in it are in ticks of USER_HZ, 100 a second on every architecture that .NET runs on.</summary>
    internal const double TicksPerSecond = 100;

    /// <summary>Of the processes that it has started, have ended and it has waited for; and of those that they had, and so on.</summary>
    internal ulong ReapedUserTicks { get; init; }

    /// <inheritdoc cref="ReapedUserTicks"/>
    internal ulong ReapedSystemTicks { get; init; }

    /// <inheritdoc cref="ReapedUserTicks"/>
    internal ulong ReapedMajorFaults { get; init; }

    /// <summary>CPU time in user and system mode, in seconds.</summary>
    internal double CpuSeconds => (UserTicks + SystemTicks) / TicksPerSecond;

    /// <param name="command">The name of the program, which may itself have blanks and parentheses.</param>
    internal static bool TryParse(ReadOnlySpan<byte> stat, out ProcessStat process, out ReadOnlySpan<byte> command)
    {
        process = default;
        command = [];
        var open = stat.IndexOf((byte)'(');
        var close = stat.LastIndexOf((byte)')');
        if (open < 0 || close <= open)
            return false;
        command = stat[(open + 1)..close];

        var fields = new Fields(stat[(close + 1)..]);
        var state = fields.Next();
        if (state.Length != 1 || !Utf8Parser.TryParse(fields.Next(), out int parent, out _) || parent < 0)
            return false;
        Skip(ref fields, 5);
        if (!fields.Integer(out var minor) || !Skips(ref fields, 1) || !fields.Integer(out var major) || !fields.Integer(out var reapedMajor)
            || !fields.Integer(out var user) || !fields.Integer(out var system)
            || !fields.Integer(out var reapedUser) || !fields.Integer(out var reapedSystem) || !Skips(ref fields, 2)
            || !fields.Integer(out var threads) || !Skips(ref fields, 1)
            || !fields.Integer(out var start) || !fields.Integer(out var virtualBytes) || !fields.Integer(out var pages))
            return false;
        process = new(state[0], parent, minor, major, user, system, threads, start, virtualBytes, pages)
        {
            ReapedUserTicks = reapedUser,
            ReapedSystemTicks = reapedSystem,
            ReapedMajorFaults = reapedMajor,
        };
        return true;
    }

    static bool Skips(ref Fields fields, int count)
    {
        Skip(ref fields, count);
        return true;
    }

    static void Skip(ref Fields fields, int count)
    {
        for (; count > 0; count--)
            fields.Next();
    }
}
