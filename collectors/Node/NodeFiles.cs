using System.Buffers;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>The machine's pseudo-files below the configured roots, each read whole, once, into a pooled buffer.</summary>
internal sealed class NodeFiles(NodeConfig config)
{
    const int FirstBuffer = 16 << 10;

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
        var error = TryRead(Proc(path), out file);
        if (error is not null)
            samples.Unavailable(ReasonOf(error), error.Message);
        return error is null;
    }

    /// <summary>Reads <c>/proc/</c><paramref name="path"/>; what cannot be read is reported as a part of the collector.</summary>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal bool TryReadProc(string path, string part, Samples samples, out PseudoFile file)
    {
        var error = TryRead(Proc(path), out file);
        if (error is not null)
            samples.Unavailable(part, ReasonOf(error), error.Message);
        return error is null;
    }

    /// <summary>Reads <c>/sys/</c><paramref name="path"/>; what cannot be read is reported as a part of the collector.</summary>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal bool TryReadSys(string path, string part, Samples samples, out PseudoFile file)
    {
        var error = TryRead(Sys(path), out file);
        if (error is not null)
            samples.Unavailable(part, ReasonOf(error), error.Message);
        return error is null;
    }

    /// <summary>Reads a file that not every machine has.</summary>
    /// <param name="path">Whole, as <see cref="Proc"/> or <see cref="Sys"/> returns it.</param>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal static bool TryReadOptional(string path, out PseudoFile file)
    {
        file = default;

        // To ask costs a microsecond; the exception of a file that is never there costs fifty.
        return File.Exists(path) && TryRead(path, out file) is null;
    }

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

    static Exception? TryRead(string path, out PseudoFile file)
    {
        try
        {
            file = Read(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file = default;
            return e;
        }
    }

    static Reason ReasonOf(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => Reason.NotFound,
        UnauthorizedAccessException => Reason.PermissionDenied,
        _ => Reason.Error,
    };

    /// <exception cref="IOException">It cannot be opened or read.</exception>
    internal static PseudoFile Read(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        int read;
        while ((read = RandomAccess.Read(handle, buffer.AsSpan(length), length)) > 0)
        {
            length += read;
            if (length < buffer.Length)
                continue;
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return new(buffer, length);
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
