namespace MetricsAgent.Collectors.Node;

/// <summary>What <c>/proc/&lt;pid&gt;/stat</c> says of one process or thread (proc_pid_stat(5)).</summary>
/// <param name="State">A capital letter: R runs, S sleeps, D waits for a disk.</param>
/// <param name="Threads">Of its process.</param>
internal readonly record struct TaskState(char State, int Threads)
{
    /// <summary>The name, in parentheses, can hold anything, also blanks and parentheses: what follows its end counts.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> stat, out TaskState task)
    {
        task = default;
        var end = stat.LastIndexOf((byte)')');
        if (end < 0)
            return false;

        var fields = new Fields(stat[(end + 1)..]);
        var state = fields.Next();
        if (state.Length != 1 || !char.IsAsciiLetter((char)state[0]))
            return false;

        // Fields 4 to 19.
        for (var i = 0; i < 16; i++)
            fields.Next();
        if (!fields.Integer(out var threads) || threads > int.MaxValue)
            return false;
        task = new((char)state[0], (int)threads);
        return true;
    }
}
