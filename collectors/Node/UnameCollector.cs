using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>What the kernel calls itself and the machine, from uname(2): the only source that has the architecture on every kernel.</summary>
internal sealed class UnameCollector(UnameCall uname) : ICollector
{
    internal static readonly FamilySet Families = new("uname(2)");

    static readonly Family Info = Families.Info(
        "node_uname_info", "Names of the kernel and of the machine.", "sysname", "release", "version", "machine", "nodename", "domainname");

    /// <summary>sysname, nodename, release, version, machine, domainname.</summary>
    internal const int Names = 6;

    /// <summary>Bytes of one name, padded with zeros.</summary>
    internal const int NameLength = 65;

    readonly Utf8Map<string> names = new(name => name);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Span<byte> utsname = stackalloc byte[Names * NameLength];
        if (uname(utsname))
            Emit(samples, utsname);
        else
            samples.Unavailable(Reason.Error, "uname(2) failed");
        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> utsname) =>
        samples.AddInfo(Info, Name(utsname, 0), Name(utsname, 2), Name(utsname, 3), Name(utsname, 4), Name(utsname, 1), Name(utsname, 5));

    string Name(ReadOnlySpan<byte> utsname, int index)
    {
        var name = utsname.Slice(index * NameLength, NameLength);
        var end = name.IndexOf((byte)0);
        return names[end < 0 ? name : name[..end]];
    }
}

/// <summary>uname(2), or a test's stand-in.</summary>
/// <returns>False when there is no answer.</returns>
internal delegate bool UnameCall(Span<byte> utsname);
