using System.Buffers.Text;
using MetricsAgent.Collectors.Process;

namespace MetricsAgent.Collectors.Postgres.Backends;

/// <summary>
/// Finds out whether a server's processes are below this procfs. The number of a process alone says nothing: on another machine, and in
/// another container, it is some other process's. The agent's own backend is looked for, whose start and client are known, and its
/// parent is the server.
/// </summary>
internal sealed class PostmasterSearch(ProcessFiles files, TimeProvider clock)
{
    /// <summary>A backend looks at the clock when it first runs, which on a busy machine is some time after its start.</summary>
    static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    readonly List<NumberedEntry> processes = [];

    /// <returns>Null where the server is elsewhere, or its processes are hidden.</returns>
    internal Postmaster? Find(in OwnBackend own)
    {
        var boot = BootClock.Read(clock);
        if (Find(own.Pid, own, boot) is { } postmaster)
            return postmaster;
        // In a container, a server knows its processes by other numbers than the machine around it.
        if (!files.TryList(processes))
            return null;
        foreach (var (pid, _) in processes)
        {
            if (pid != own.Pid && Find(pid, own, boot) is { } outside)
                return outside;
        }

        return null;
    }

    /// <param name="pid">Of a process that may be the backend.</param>
    Postmaster? Find(int pid, in OwnBackend own, in BootClock boot)
    {
        if (!files.TryReadStatus(pid, out var status) || (status.NamespacePid == 0 ? pid : status.NamespacePid) != own.Pid)
            return null;
        if (!files.TryReadStat(pid, out var backend, out _) || !IsStart(own.Start - boot.At(backend.StartTicks)))
            return null;
        if (PortIn(files.CommandLine(pid)) is { } port && port != own.ClientPort)
            return null;
        return files.TryReadStat(backend.Parent, out var parent, out _)
            ? new(backend.Parent, parent.StartTicks, backend.StartTicks, IsTranslated: pid != own.Pid)
            : null;
    }

    static bool IsStart(TimeSpan delay) => delay >= -BackendProcess.Rounding && delay <= LongestStart;

    /// <summary>
    /// The client's port in a title like <c>postgres: joe shop 10.0.0.5(52810) idle</c>. Sessions over a socket have none, and titles
    /// can be cut off.
    /// </summary>
    internal static int? PortIn(ReadOnlySpan<byte> title)
    {
        var end = title.LastIndexOf((byte)')');
        var start = end < 0 ? -1 : title[..end].LastIndexOf((byte)'(');
        if (start < 0)
            return null;
        var digits = title[(start + 1)..end];
        return Utf8Parser.TryParse(digits, out int port, out var used) && used == digits.Length ? port : null;
    }
}

/// <summary>The agent's own backend, as the server tells it.</summary>
/// <param name="ClientPort">-1 over a Unix socket.</param>
internal readonly record struct OwnBackend(int Pid, DateTime Start, int ClientPort);

/// <summary>The process that has started all others of a server.</summary>
/// <param name="OwnStartTicks">The start of the agent's own backend.</param>
/// <param name="IsTranslated">The server is in a PID namespace of its own, and knows its processes by other numbers.</param>
internal readonly record struct Postmaster(int Pid, ulong StartTicks, ulong OwnStartTicks, bool IsTranslated);
