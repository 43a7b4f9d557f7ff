using System.Buffers.Text;
using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Process;

/// <summary>
/// The files of single processes below a procfs, by number. Nothing throws when a process is gone or somebody else's; what could be
/// read is in the result, and <see cref="Failure"/> says why the rest could not. One thread at a time.
/// </summary>
internal sealed class ProcessFiles(NodeFiles files)
{
    const int Longest = 4096;

    readonly byte[] root = Encoding.UTF8.GetBytes(files.Proc("").TrimEnd('/') + "/");
    readonly byte[] path = new byte[Longest];
    readonly List<NumberedEntry> descriptors = [];
    readonly PseudoReader reader = new();

    /// <summary>The kernel tells the number of descriptors, asked of this very process.</summary>
    bool? tellsOpenFiles;

    /// <summary>Why the last read gave nothing.</summary>
    internal Reason Failure { get; private set; }

    /// <summary>The processes there are, each with its inode number.</summary>
    internal bool TryList(List<NumberedEntry> processes)
    {
        processes.Clear();
        root.CopyTo(path, 0);
        path[root.Length] = 0;
        return IsListed(ProcDirectory.List(path, processes));
    }

    /// <param name="command">The name of the program; valid until the next read.</param>
    internal bool TryReadStat(int pid, out ProcessStat stat, out ReadOnlySpan<byte> command)
    {
        if (TryReadRecord(pid, "stat"u8, out var text) && Is(ProcessStat.TryParse(text, out stat, out command)))
            return true;
        stat = default;
        command = [];
        return false;
    }

    internal bool TryReadStatus(int pid, out ProcessStatus status)
    {
        var isThere = TryReadRecord(pid, "status"u8, out var text);
        status = ProcessStatus.Parse(text);
        return isThere;
    }

    /// <summary>Needs the same user, or CAP_SYS_PTRACE.</summary>
    internal bool TryReadIo(int pid, out ProcessIo io)
    {
        io = default;
        return TryReadRecord(pid, "io"u8, out var text) && Is(ProcessIo.TryParse(text, out io));
    }

    /// <inheritdoc cref="TryReadIo"/>
    internal bool TryReadProportional(int pid, out ProportionalMemory memory)
    {
        var isThere = TryReadRecord(pid, "smaps_rollup"u8, out var text);
        memory = ProportionalMemory.Parse(text);
        return isThere;
    }

    /// <summary>
    /// The processes that a process has started. The kernel may leave one out when another ends meanwhile. Where it has no such file
    /// (CONFIG_PROC_CHILDREN), every process is asked for its parent.
    /// </summary>
    internal bool TryListChildren(int pid, List<int> children)
    {
        children.Clear();
        Span<byte> name = stackalloc byte[32];
        "task/"u8.CopyTo(name);
        _ = Utf8Formatter.TryFormat(pid, name[5..], out var digits);
        "/children"u8.CopyTo(name[(5 + digits)..]);
        if (TryRead(pid, name[..(5 + digits + 9)], null, out var text))
        {
            ParseChildren(text, children);
            return true;
        }

        descriptors.Clear();
        if (Failure != Reason.NotFound || !TryList(descriptors))
            return false;
        foreach (var (candidate, _) in descriptors)
        {
            if (TryReadStat(candidate, out var stat, out _) && stat.Parent == pid)
                children.Add(candidate);
        }

        return true;
    }

    /// <summary>Numbers with a blank after each.</summary>
    internal static void ParseChildren(ReadOnlySpan<byte> text, List<int> children)
    {
        var fields = new Fields(text);
        while (fields.More)
        {
            if (fields.Integer(out var child) && child <= int.MaxValue)
                children.Add((int)child);
        }
    }

    /// <summary>The words of the command line, a zero byte after each; empty for kernel threads and zombies. Valid until the next read.</summary>
    internal ReadOnlySpan<byte> CommandLine(int pid) => TryRead(pid, "cmdline"u8, null, out var text) ? text : [];

    /// <summary>Whether a process is in a systemd unit: a name in the path of its cgroup.</summary>
    internal bool IsInUnit(int pid, ReadOnlySpan<byte> unit)
    {
        if (!TryReadRecord(pid, "cgroup"u8, out var text))
            return false;
        while (text.IndexOf(unit) is >= 0 and var at)
        {
            var after = text[(at + unit.Length)..];
            if (at > 0 && text[at - 1] == '/' && (after.IsEmpty || after[0] is (byte)'/' or (byte)'\n'))
                return true;
            text = after;
        }

        return false;
    }

    /// <summary>The soft limit of open files; null without one.</summary>
    internal ulong? MaxOpenFiles(int pid)
    {
        if (!TryReadRecord(pid, "limits"u8, out var limits))
            return null;
        var name = "Max open files"u8;
        var line = limits.IndexOf(name);
        return line >= 0 && new Fields(limits[(line + name.Length)..]).Integer(out var limit) ? limit : null;
    }

    /// <summary>Open files. Before Linux 6.2 it needs the same user, or CAP_SYS_PTRACE.</summary>
    internal long? CountOpenFiles(int pid)
    {
        if (tellsOpenFiles ??= ProcDirectory.Size([.. root, .. "self/fd\0"u8]) > 0)
        {
            Compose(pid, "fd"u8);
            return ProcDirectory.Size(path);
        }

        Compose(pid, "fd"u8);
        descriptors.Clear();
        return IsListed(ProcDirectory.List(path, descriptors)) ? descriptors.Count : null;
    }

    /// <summary>Whether a process has one of these sockets open; null where that cannot be seen.</summary>
    /// <param name="owned">All that it has are added.</param>
    internal bool? HasSocket(int pid, HashSet<ulong> inodes, HashSet<ulong> owned)
    {
        descriptors.Clear();
        Compose(pid, "fd"u8);
        if (!IsListed(ProcDirectory.List(path, descriptors)))
            return null;
        var has = false;
        Span<byte> target = stackalloc byte[64];
        Span<byte> name = stackalloc byte[16];
        foreach (var descriptor in descriptors)
        {
            "fd/"u8.CopyTo(name);
            _ = Utf8Formatter.TryFormat(descriptor.Number, name[3..], out var digits);
            Compose(pid, name[..(3 + digits)]);
            if (ListeningSockets.SocketOf(ProcDirectory.ReadLink(path, target)) is { } inode && inodes.Contains(inode))
            {
                owned.Add(inode);
                has = true;
            }
        }

        return has;
    }

    bool TryReadRecord(int pid, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text) => TryRead(pid, name, Libc.OneRecord, out text);

    bool TryRead(int pid, ReadOnlySpan<byte> name, Libc.Enough? isEnough, out ReadOnlySpan<byte> text)
    {
        var length = Compose(pid, name) - name.Length - 1;
        var isThere = reader.TryRead(path.AsSpan(0, length), name, isEnough, out text);
        if (!isThere)
            Failure = reader.Failure;
        return isThere;
    }

    bool IsListed(int error)
    {
        if (error != 0)
            Failure = Errno.ReasonOf(error);
        return error == 0;
    }

    bool Is(bool parsed)
    {
        if (!parsed)
            Failure = Reason.Malformed;
        return parsed;
    }

    /// <summary>Puts <c>/proc/&lt;pid&gt;/&lt;name&gt;</c> and a zero byte into the path.</summary>
    /// <returns>Its length without that.</returns>
    int Compose(int pid, ReadOnlySpan<byte> name)
    {
        root.CopyTo(path, 0);
        _ = Utf8Formatter.TryFormat(pid, path.AsSpan(root.Length), out var digits);
        var length = root.Length + digits;
        path[length++] = (byte)'/';
        name.CopyTo(path.AsSpan(length));
        length += name.Length;
        path[length] = 0;
        return length;
    }
}
