using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>The machine's pseudo-files below the configured roots, each read whole, once, into a pooled buffer.</summary>
internal sealed class NodeFiles(NodeConfig config)
{
    const int FirstBuffer = 16 << 10;
    const int LongestPath = 1024;

    internal NodeConfig Config { get; } = config;

    internal string Proc(string path) => Path.Join(Config.Procfs, path);

    /// <summary>
    /// The path below procfs of the machine's network files. They show the network namespace of whoever reads them, so a procfs that
    /// was given to a container is read through process 1: the machine's network, without being in it.
    /// </summary>
    internal string Net(string path) => OwnProcfs ? $"net/{path}" : $"1/net/{path}";

    internal string Sys(string path) => Path.Join(Config.Sysfs, path);

    /// <summary>A path on the machine, as this process reaches it.</summary>
    internal string Root(string path) => Path.Join(Config.Rootfs, path);

    /// <summary>The configured procfs is this process's own, not that of the machine around its container.</summary>
    internal bool OwnProcfs { get; } = Path.TrimEndingDirectorySeparator(config.Procfs) == "/proc";

    /// <inheritdoc cref="OwnProcfs"/>
    internal bool OwnSysfs { get; } = Path.TrimEndingDirectorySeparator(config.Sysfs) == "/sys";

    /// <summary>Reads <c>/proc/</c><paramref name="path"/>; what cannot be read is reported to <paramref name="samples"/>.</summary>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal bool TryReadProc(string path, Samples samples, out PseudoFile file)
    {
        path = Proc(path);
        var error = Read(path, out file);
        if (error != 0)
            samples.Unavailable(Errno.ReasonOf(error), Message(path, error));
        return error == 0;
    }

    /// <summary>Reads <c>/proc/</c><paramref name="path"/>; what cannot be read is reported as a part of the collector.</summary>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal bool TryReadProc(string path, string part, Samples samples, out PseudoFile file)
    {
        path = Proc(path);
        var error = Read(path, out file);
        if (error != 0)
            samples.Unavailable(part, Errno.ReasonOf(error), Message(path, error));
        return error == 0;
    }

    /// <summary>Reads <c>/sys/</c><paramref name="path"/>; what cannot be read is reported as a part of the collector.</summary>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal bool TryReadSys(string path, string part, Samples samples, out PseudoFile file)
    {
        path = Sys(path);
        var error = Read(path, out file);
        if (error != 0)
            samples.Unavailable(part, Errno.ReasonOf(error), Message(path, error));
        return error == 0;
    }

    /// <summary>Reads a file that not every machine has.</summary>
    /// <param name="path">Whole, as <see cref="Proc"/> or <see cref="Sys"/> returns it.</param>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal static bool TryReadOptional(string path, out PseudoFile file) => Read(path, out file) == 0;

    /// <summary>Reads a file that holds one unsigned number, if it is there and does.</summary>
    /// <param name="path">Whole, as <see cref="Proc"/> or <see cref="Sys"/> returns it.</param>
    internal static bool TryReadNumber(string path, out ulong number)
    {
        number = 0;
        if (!TryReadOptional(path, out var file))
            return false;
        using (file)
            return new Fields(file.Text).Integer(out number);
    }

    static string Message(string path, int error) => $"{path}: {Marshal.GetPInvokeErrorMessage(error)}";

    /// <returns>0, or what went wrong, as errno(3).</returns>
    static int Read(string path, out PseudoFile file)
    {
        file = default;
        if (path.Length > LongestPath)
            return Errno.NoEntry;
        Span<byte> name = stackalloc byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        return Read(name, isEnough: null, out file);
    }

    /// <summary>Reads a file up to where enough of it is there.</summary>
    /// <param name="path">Whole; ends in a zero byte.</param>
    /// <param name="file">To be disposed; empty where the result is not 0.</param>
    /// <returns>0, or what went wrong, as errno(3).</returns>
    internal static int Read(scoped ReadOnlySpan<byte> path, Libc.Enough? isEnough, out PseudoFile file)
    {
        file = default;
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var error = Libc.ReadFile(path, ref buffer, isEnough, out var length);
        if (error == 0)
            file = new(buffer, length);
        else
            ArrayPool<byte>.Shared.Return(buffer);
        return error;
    }
}

/// <summary>The text of one pseudo-file, until disposed.</summary>
internal readonly ref struct PseudoFile(byte[] buffer, int length)
{
    internal ReadOnlySpan<byte> Text => buffer.AsSpan(0, length);

    public void Dispose()
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
