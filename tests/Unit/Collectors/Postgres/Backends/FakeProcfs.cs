using System.Globalization;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres.Backends;

/// <summary>A procfs with the processes of a test's own making.</summary>
internal sealed class FakeProcfs : IDisposable
{
    readonly TemporaryDirectory directory = new("procfs");
    readonly Dictionary<int, FakeProcess> processes = [];

    internal ProcessFiles Files => new(new NodeFiles(new() { Procfs = directory.Path }));

    /// <summary>Adds a process, or sets what it has come to.</summary>
    internal void Set(FakeProcess process)
    {
        processes[process.Pid] = process;
        Write(process);
        WriteChildren(process.Pid);
        WriteChildren(process.Parent);
    }

    /// <summary>Its parent has waited for it and has what it used.</summary>
    internal void End(int pid)
    {
        var ended = processes[pid];
        processes.Remove(pid);
        Directory.Delete(directory.File($"{pid}"), recursive: true);
        var parent = processes[ended.Parent];
        Set(parent with
        {
            ReapedUser = parent.ReapedUser + ended.User + ended.ReapedUser,
            ReapedSystem = parent.ReapedSystem + ended.System + ended.ReapedSystem,
            ReapedMajorFaults = parent.ReapedMajorFaults + ended.MajorFaults,
            Read = parent.Read + ended.Read,
            Written = parent.Written + ended.Written,
        });
    }

    /// <summary>As a kernel without CONFIG_PROC_CHILDREN.</summary>
    internal void HideChildren(int pid) => Directory.Delete(directory.File($"{pid}/task"), recursive: true);

    /// <summary>A list that the kernel has left some out of.</summary>
    internal void SetChildren(int pid, params int[] children)
    {
        Directory.CreateDirectory(directory.File($"{pid}/task/{pid}"));
        directory.Write($"{pid}/task/{pid}/children", string.Concat(children.Select(child => $"{child} ")));
    }

    internal FakeProcess this[int pid] => processes[pid];

    public void Dispose() => directory.Dispose();

    void WriteChildren(int pid)
    {
        if (processes.ContainsKey(pid))
            SetChildren(pid, [.. processes.Values.Where(process => process.Parent == pid).Select(process => process.Pid)]);
    }

    void Write(FakeProcess process)
    {
        var pid = process.Pid;
        Directory.CreateDirectory(directory.File($"{pid}"));
        directory.Write($"{pid}/stat", string.Create(CultureInfo.InvariantCulture, $"{pid} (postgres) S {process.Parent} 1 1 0 -1 0 9 9 {process.MajorFaults} {process.ReapedMajorFaults} {process.User} {process.System} {process.ReapedUser} {process.ReapedSystem} 20 0 1 0 {process.StartTicks} 4096 1 0\n"));
        directory.Write($"{pid}/status", $"Name:\tpostgres\nNSpid:\t{process.NamespacePids ?? $"{pid}"}\nRssAnon:\t{process.AnonymousKilobytes} kB\nRssShmem:\t{process.SharedKilobytes} kB\nHugetlbPages:\t{process.HugeKilobytes} kB\n");
        directory.Write($"{pid}/io", $"rchar: 1\nwchar: 1\nread_bytes: {process.Read}\nwrite_bytes: {process.Written}\n");
        directory.Write($"{pid}/cmdline", process.Title);
    }
}

internal sealed record FakeProcess(int Pid, int Parent, ulong StartTicks)
{
    internal ulong User { get; init; }
    internal ulong System { get; init; }
    internal ulong MajorFaults { get; init; }
    internal ulong ReapedUser { get; init; }
    internal ulong ReapedSystem { get; init; }
    internal ulong ReapedMajorFaults { get; init; }
    internal ulong Read { get; init; }
    internal ulong Written { get; init; }
    internal ulong AnonymousKilobytes { get; init; }
    internal ulong SharedKilobytes { get; init; }
    internal ulong HugeKilobytes { get; init; }

    /// <summary>With tabs between; null is one, the number itself.</summary>
    internal string? NamespacePids { get; init; }

    internal string Title { get; init; } = "postgres: joe shop 10.0.0.5(52810) idle\0";
}
