using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Process;

/// <summary>A named group of processes: which ones it takes, and what they have come to.</summary>
internal sealed class ProcessGroup(ProcessGroupConfig config)
{
    /// <summary>The kernel cuts names off here.</summary>
    const int LongestComm = 15;

    readonly byte[] comm = Encoding.UTF8.GetBytes(config.Comm);
    readonly byte[] exe = Encoding.UTF8.GetBytes(config.Exe);
    readonly byte[] unit = Encoding.UTF8.GetBytes(config.Unit);
    readonly Regex? commandLine = config.Cmdline.Length == 0 ? null : new(config.Cmdline, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    internal string Name { get; } = config.Name;

    internal bool TakesChildren { get; } = config.Children;

    internal int? Port { get; } = config.Port;

    internal GroupTotals Totals { get; } = new();

    /// <summary>A process meets all other conditions, but who looks may not see its sockets.</summary>
    internal bool HidesSockets { get; set; }

    /// <summary>All conditions hold. What is cheap is asked first.</summary>
    /// <param name="sockets">That listen on its port.</param>
    /// <param name="owned">Those of them that were found are added.</param>
    internal bool Takes(int pid, ReadOnlySpan<byte> command, ProcessFiles files, HashSet<ulong>? sockets, HashSet<ulong> owned)
    {
        if (comm.Length > 0 && !command.SequenceEqual(comm.AsSpan(0, Math.Min(comm.Length, LongestComm))))
            return false;
        if ((exe.Length > 0 || commandLine is not null) && !TakesCommandLine(files.CommandLine(pid)))
            return false;
        if (unit.Length > 0 && !files.IsInUnit(pid, unit))
            return false;
        if (sockets is null)
            return true;
        if (sockets.Count == 0)
            return false;
        var has = files.HasSocket(pid, sockets, owned);
        HidesSockets |= has is null && files.Failure != Metrics.Reason.NotFound;
        return has == true;
    }

    internal bool TakesCommandLine(ReadOnlySpan<byte> words) => TakesExe(words) && TakesText(words);

    bool TakesExe(ReadOnlySpan<byte> words)
    {
        if (exe.Length == 0)
            return true;
        var end = words.IndexOf((byte)0);
        var first = end < 0 ? words : words[..end];
        return first.SequenceEqual(exe) || (!exe.AsSpan().Contains((byte)'/') && first[(first.LastIndexOf((byte)'/') + 1)..].SequenceEqual(exe));
    }

    bool TakesText(ReadOnlySpan<byte> words)
    {
        if (commandLine is null)
            return true;
        var text = ArrayPool<char>.Shared.Rent(words.Length + 1);
        var length = Encoding.UTF8.GetChars(words.TrimEnd((byte)0), text);
        text.AsSpan(0, length).Replace('\0', ' ');
        var takes = commandLine.IsMatch(text.AsSpan(0, length));
        ArrayPool<char>.Shared.Return(text);
        return takes;
    }
}
