using System.Buffers;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Reads many small pseudo-files one after the other, each whole, into one buffer. That a file is gone, or is somebody else's, is a value.
/// </summary>
internal sealed class PseudoReader
{
    const int LongestPath = 4096;

    readonly byte[] path = new byte[LongestPath];
    byte[] buffer = ArrayPool<byte>.Shared.Rent(8 << 10);

    /// <summary>Why the last read returned nothing.</summary>
    internal Reason Failure { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="directory">Without a slash at its end.</param>
    /// <param name="text">Valid until the next read.</param>
    internal bool TryRead(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text) =>
        TryRead(directory, name, null, out text);

    /// <summary>Reads a file that holds one number and nothing else; false where it holds the word <c>max</c>, too.</summary>
    internal bool TryReadNumber(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, out ulong number)
    {
        number = 0;
        return TryReadRecord(directory, name, out var text) && new Fields(text).Integer(out number);
    }

    /// <summary>Reads a file that is one record of the kernel's: see <see cref="Libc.OneRecord"/>.</summary>
    /// <param name="directory">Without a slash at its end.</param>
    /// <param name="text">Valid until the next read.</param>
    internal bool TryReadRecord(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text) =>
        TryRead(directory, name, Libc.OneRecord, out text);

    /// <summary>Reads a file up to where enough of it is there.</summary>
    /// <param name="isEnough">Asked after each read(2), with all text so far.</param>
    internal bool TryRead(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, Libc.Enough? isEnough, out ReadOnlySpan<byte> text)
    {
        text = [];
        if (directory.Length + name.Length + 2 > LongestPath)
        {
            Failure = Reason.NotFound;
            return false;
        }

        directory.CopyTo(path);
        path[directory.Length] = (byte)'/';
        name.CopyTo(path.AsSpan(directory.Length + 1));
        path[directory.Length + 1 + name.Length] = 0;
        var error = Libc.ReadFile(path, ref buffer, isEnough, out var length);
        if (error != 0)
            Failure = Errno.ReasonOf(error);
        text = buffer.AsSpan(0, length);
        return error == 0;
    }
}
