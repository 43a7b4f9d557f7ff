using System.Runtime.InteropServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Reads many small pseudo-files one after the other, each whole, into one buffer, through open(2) and read(2). That a file is gone,
/// or is somebody else's, is a value: an exception for each of thousands would cost more than all the reading.
/// </summary>
internal sealed unsafe partial class PseudoReader
{
    const int ReadOnly = 0;
    const int CloseOnExec = 0x80000;
    const int LongestPath = 4096;

    readonly byte[] path = new byte[LongestPath];
    byte[] buffer = new byte[8 << 10];

    internal delegate bool Enough(ReadOnlySpan<byte> text);

    /// <summary>Why the last read returned nothing.</summary>
    internal Reason Failure { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="directory">Without a slash at its end.</param>
    /// <param name="text">Valid until the next read.</param>
    internal bool TryRead(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text) =>
        TryRead(directory, name, static _ => false, out text);

    /// <summary>Reads a file that holds one number and nothing else; false where it holds the word <c>max</c>, too.</summary>
    internal bool TryReadNumber(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, out ulong number)
    {
        number = 0;
        return TryRead(directory, name, out var text) && new Fields(text).Integer(out number);
    }

    /// <summary>Reads a file up to where enough of it is there.</summary>
    /// <param name="isEnough">Asked after each read(2), with all text so far.</param>
    internal bool TryRead(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, Enough isEnough, out ReadOnlySpan<byte> text)
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
        int file;
        fixed (byte* start = path)
            file = Open(start, ReadOnly | CloseOnExec);
        if (file < 0)
        {
            Failure = ReasonOf(Marshal.GetLastPInvokeError());
            return false;
        }

        var length = 0;
        nint read;
        do
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            fixed (byte* start = buffer)
                read = Read(file, start + length, buffer.Length - length);
            length += (int)Math.Max(read, 0);
        }
        while (read > 0 && !isEnough(buffer.AsSpan(0, length)));

        if (read < 0)
            Failure = ReasonOf(Marshal.GetLastPInvokeError());
        _ = Close(file);
        text = read < 0 ? [] : buffer.AsSpan(0, length);
        return read >= 0;
    }

    // A process or a cgroup that ends while its file is open: no such process, no such device.
    static Reason ReasonOf(int error) => error switch
    {
        Errno.NoEntry or Errno.NoProcess or Errno.NoDevice or Errno.NotDirectory => Reason.NotFound,
        Errno.NotPermitted or Errno.NoAccess => Reason.PermissionDenied,
        Errno.Invalid or Errno.NotSupported => Reason.Unsupported,
        _ => Reason.Error,
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    /// <summary>errno(3): the numbers that all of .NET's architectures share.</summary>
    static class Errno
    {
        internal const int NotPermitted = 1;
        internal const int NoEntry = 2;
        internal const int NoProcess = 3;
        internal const int NoAccess = 13;
        internal const int NoDevice = 19;
        internal const int NotDirectory = 20;
        internal const int Invalid = 22;
        internal const int NotSupported = 95;
    }
}
