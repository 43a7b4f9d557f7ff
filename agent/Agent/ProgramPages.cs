using System.Globalization;
using System.Runtime.InteropServices;

namespace MetricsAgent;

/// <summary>
/// The pages of the program's own files that are mapped into the process (proc_pid_smaps(5)). Most of them only the start needs, and
/// they count as resident until somebody takes them back.
/// </summary>
internal static partial class ProgramPages
{
    const int DontNeed = 4;

    /// <summary>
    /// Gives the pages back that nobody has written to, and which are in the file as they were. They stay in the page cache: one that
    /// is needed again is mapped again, without reading the disk.
    /// </summary>
    internal static void Release()
    {
        try
        {
            foreach (var (start, length) in Unwritten(File.ReadLines("/proc/self/smaps")))
                _ = Advise(start, length, DontNeed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No proc file system: the kernel takes them back by itself when it is short of memory.
        }
    }

    /// <summary>Mappings of files that cannot be written to, and of which no page differs from the file.</summary>
    internal static IEnumerable<(nint Start, nint Length)> Unwritten(IEnumerable<string> smaps)
    {
        (nint Start, nint End) mapping = default;
        foreach (var line in smaps)
        {
            if (TryParseMapping(line) is { } next)
                mapping = next;
            else if (mapping.End > 0 && line.StartsWith("Anonymous:", StringComparison.Ordinal) && line.EndsWith(" 0 kB", StringComparison.Ordinal))
                yield return (mapping.Start, mapping.End - mapping.Start);
        }
    }

    /// <summary><c>7f12a000-7f12b000 r-xp 00001000 fe:01 1234 /usr/lib/libc.so.6</c></summary>
    /// <returns>Nothing for what is no such line; (0, 0) for a mapping without a file, or one that can be written to.</returns>
    static (nint Start, nint End)? TryParseMapping(string line)
    {
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length < 5 || fields[1].Length != 4 || fields[0].Split('-') is not [var from, var to]
            || !nint.TryParse(from, NumberStyles.HexNumber, null, out var start) || !nint.TryParse(to, NumberStyles.HexNumber, null, out var end))
            return null;
        return fields is [_, var rights, .., ['/', ..] file] && !rights.Contains('w') && !file.EndsWith(" (deleted)", StringComparison.Ordinal) ? (start, end) : (0, 0);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);
}
