using System.Buffers.Text;

namespace MetricsAgent.Collectors.Self;

/// <summary>What the kernel says about a process in <c>/proc/[pid]/stat</c> and <c>limits</c> (proc_pid_stat(5)).</summary>
/// <param name="VirtualMemory">Address space, in bytes.</param>
/// <param name="ResidentMemory">Physical memory, in bytes.</param>
/// <param name="MaxOpenFiles">Soft limit; null when there is none or it cannot be read.</param>
internal readonly record struct ProcessReading(TimeSpan Cpu, long Threads, long VirtualMemory, long ResidentMemory, long? OpenFiles, long? MaxOpenFiles)
{
    // Fields of stat, counted from the one after the command's closing parenthesis.
    const int UserTime = 11, SystemTime = 12, ThreadCount = 17, VirtualBytes = 20, ResidentPages = 21;

    // USER_HZ: the unit of times in /proc, whatever the kernel's own tick.
    const long TicksPerClockTick = TimeSpan.TicksPerSecond / 100;

    /// <returns>Null when it is not in the documented format.</returns>
    internal static ProcessReading? Parse(ReadOnlySpan<byte> stat, int pageSize)
    {
        // The command may itself contain blanks and parentheses.
        var commandEnd = stat.LastIndexOf((byte)')');
        if (commandEnd < 0 || commandEnd + 2 > stat.Length)
            return null;

        var text = stat[(commandEnd + 2)..];
        Span<long> numbers = stackalloc long[ResidentPages + 1];
        var field = 0;
        foreach (var range in text.Split((byte)' '))
        {
            if (field >= UserTime && !Utf8Parser.TryParse(text[range], out numbers[field], out _))
                return null;
            if (++field == numbers.Length)
                break;
        }

        return field < numbers.Length
            ? null
            : new(
                TimeSpan.FromTicks((numbers[UserTime] + numbers[SystemTime]) * TicksPerClockTick),
                numbers[ThreadCount],
                numbers[VirtualBytes],
                numbers[ResidentPages] * pageSize,
                null,
                null);
    }

    /// <summary>The soft limit in the line <c>Max open files</c> of <c>limits</c>.</summary>
    internal static long? ParseMaxOpenFiles(ReadOnlySpan<byte> limits)
    {
        var line = limits.IndexOf("Max open files"u8);
        if (line < 0)
            return null;
        var rest = limits[(line + "Max open files"u8.Length)..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(rest, out long limit, out _) ? limit : null;
    }
}
