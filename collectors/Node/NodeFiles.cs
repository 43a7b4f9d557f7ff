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

    internal string Sys(string path) => Path.Join(Config.Sysfs, path);

    /// <summary>Reads <c>/proc/</c><paramref name="path"/>; what cannot be read is reported to <paramref name="samples"/>.</summary>
    /// <param name="file">To be disposed; empty when the result is false.</param>
    internal bool TryReadProc(string path, Samples samples, out PseudoFile file) => TryRead(Proc(path), samples, out file);

    static bool TryRead(string path, Samples samples, out PseudoFile file)
    {
        try
        {
            file = Read(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => Reason.NotFound,
                UnauthorizedAccessException => Reason.PermissionDenied,
                _ => Reason.Error,
            };
            samples.Unavailable(reason, e.Message);
            file = default;
            return false;
        }
    }

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
