using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Node;

/// <summary>Files that anybody may have put where the agent reads: nothing but regular ones, and not without end.</summary>
internal static unsafe partial class Libc
{
    const int NoControllingTerminal = 0x100;
    const int NonBlocking = 0x800;
    const int CurrentDirectory = -100;
    const int EmptyPath = 0x1000;

    // struct statx is the same on every architecture.
    const uint TypeAndTimeWanted = 0x1 | 0x40;
    const int ModeOffset = 28;
    const int ModifiedOffset = 112;
    const int StatxLength = 256;
    const int FileType = 0xF000;
    const int RegularFile = 0x8000;

    /// <summary>Reads a regular file whole, as it is at one moment where it is replaced by rename(2).</summary>
    /// <param name="path">Ends in a zero byte.</param>
    /// <param name="buffer">Of the shared pool, which it goes back to where a larger one takes its place.</param>
    /// <param name="most">A larger file is <see cref="Errno.TooLarge"/>.</param>
    /// <param name="length">How much of the buffer is text; 0 where the read failed.</param>
    /// <param name="modified">When it was last written, in whole seconds since 1970.</param>
    /// <returns>0, or what went wrong, as errno(3); <see cref="Errno.IsDirectory"/> for everything that is no regular file.</returns>
    internal static int ReadRegularFile(ReadOnlySpan<byte> path, int most, ref byte[] buffer, out int length, out long modified)
    {
        length = 0;

        // To open a FIFO would wait for its writer, to open a device may do anything: asked first, and again of what was opened.
        var error = RegularSince(CurrentDirectory, path, 0, out modified);
        if (error != 0)
            return error;
        var file = Open(path, ReadOnly | CloseOnExec | NonBlocking | NoControllingTerminal);
        if (file < 0)
            return Marshal.GetLastPInvokeError();
        error = RegularSince(file, "\0"u8, EmptyPath, out modified);
        if (error == 0)
            error = ReadToEnd(file, ref buffer, text => text.Length > most, out length);
        _ = Close(file);
        if (length <= most)
            return error;
        length = 0;
        return Errno.TooLarge;
    }

    static int RegularSince(int directory, ReadOnlySpan<byte> path, int flags, out long modified)
    {
        Span<byte> answer = stackalloc byte[StatxLength];
        modified = 0;
        fixed (byte* name = path, start = answer)
        {
            if (Statx(directory, name, flags, TypeAndTimeWanted, start) != 0)
                return Marshal.GetLastPInvokeError();
        }

        modified = BinaryPrimitives.ReadInt64LittleEndian(answer[ModifiedOffset..]);
        return (BinaryPrimitives.ReadUInt16LittleEndian(answer[ModeOffset..]) & FileType) == RegularFile ? 0 : Errno.IsDirectory;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(int directory, byte* path, int flags, uint mask, byte* answer);
}
