using System.Buffers;
using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// System calls that .NET does not offer as they are. Layouts are the kernel's generic ones, which x86-64, arm64, riscv64,
/// loongarch64 and ppc64le share.
/// </summary>
internal static unsafe partial class Libc
{
    const int ReadOnly = 0;
    const int CloseOnExec = 0x80000;
    const int BootClock = 7;

    /// <summary>Whether enough of a file is read, asked after each read(2) with all text so far.</summary>
    internal delegate bool Enough(ReadOnlySpan<byte> text);

    /// <summary>
    /// Reads a file through open(2) and read(2) alone. That it is gone, or somebody else's, is a value: an exception for each of thousands
    /// would cost more than all the reading.
    /// </summary>
    /// <param name="path">Ends in a zero byte.</param>
    /// <param name="buffer">Of the shared pool, which it goes back to where a larger one takes its place.</param>
    /// <param name="isEnough">Without it, the whole file is read.</param>
    /// <param name="length">How much of the buffer is text; 0 where the read failed.</param>
    /// <returns>0, or what went wrong, as errno(3).</returns>
    internal static int ReadFile(ReadOnlySpan<byte> path, ref byte[] buffer, Enough? isEnough, out int length)
    {
        length = 0;
        var file = Open(path, ReadOnly | CloseOnExec);
        if (file < 0)
            return Marshal.GetLastPInvokeError();
        var error = ReadToEnd(file, ref buffer, isEnough, out length);
        _ = Close(file);
        return error;
    }

    static int Open(ReadOnlySpan<byte> path, int flags)
    {
        fixed (byte* start = path)
        {
            int file;
            do
                file = Open(start, flags);
            while (file < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
            return file;
        }
    }

    static int ReadToEnd(int file, ref byte[] buffer, Enough? isEnough, out int length)
    {
        length = 0;
        var error = 0;
        while (true)
        {
            nint read;
            fixed (byte* start = buffer)
                read = Read(file, start + length, buffer.Length - length);
            if (read < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
                continue;
            error = read < 0 ? Marshal.GetLastPInvokeError() : 0;
            length = read < 0 ? 0 : length + (int)read;
            if (read <= 0 || (isEnough is not null && isEnough(buffer.AsSpan(0, length))))
                break;
            if (length == buffer.Length)
                Enlarge(ref buffer);
        }

        return error;
    }

    static void Enlarge(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>Fills <paramref name="utsname"/> with the six names of uname(2), <see cref="UnameCollector.NameLength"/> bytes each.</summary>
    internal static bool Uname(Span<byte> utsname)
    {
        if (utsname.Length < UnameCollector.Names * UnameCollector.NameLength)
            return false;
        fixed (byte* buffer = utsname)
            return Uname(buffer) == 0;
    }

    /// <summary>statfs(2): blocks for as long as the filesystem does.</summary>
    /// <param name="path">Ends in a zero byte.</param>
    internal static StatfsReading Statfs(ReadOnlySpan<byte> path)
    {
        StatfsBuffer buffer;
        fixed (byte* name = path)
        {
            if (Statfs(name, &buffer) != 0)
                return StatfsReading.Failed(Marshal.GetLastPInvokeError());
        }

        // As df(1): FUSE counts blocks in fragments, and for every other filesystem the two sizes are the same.
        var unit = buffer.FragmentSize > 0 ? buffer.FragmentSize : buffer.BlockSize;
        return new(
            Size: (double)buffer.Blocks * unit,
            Free: (double)buffer.BlocksFree * unit,
            Available: (double)buffer.BlocksAvailable * unit,
            Files: buffer.Files,
            FilesFree: buffer.FilesFree);
    }

    /// <summary>adjtimex(2), which only reads: <see cref="TimexReading.Modes"/> stays 0.</summary>
    internal static int Adjtimex(ref TimexReading reading)
    {
        fixed (TimexReading* buffer = &reading)
            return Adjtimex(buffer);
    }

    /// <summary>Since the machine was started, with the time that it was suspended: the clock that processes' starts are told by.</summary>
    internal static TimeSpan SinceBoot()
    {
        var time = stackalloc long[2];
        _ = ClockGettime(BootClock, time);
        return TimeSpan.FromTicks((time[0] * TimeSpan.TicksPerSecond) + (time[1] / TimeSpan.NanosecondsPerTick));
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGettime(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int Adjtimex(TimexReading* buffer);

    [LibraryImport("libc", EntryPoint = "uname")]
    private static partial int Uname(byte* utsname);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true)]
    private static partial int Statfs(byte* path, StatfsBuffer* buffer);

    [StructLayout(LayoutKind.Sequential)]
    struct StatfsBuffer
    {
        internal long Type;
        internal long BlockSize;
        internal ulong Blocks;
        internal ulong BlocksFree;
        internal ulong BlocksAvailable;
        internal ulong Files;
        internal ulong FilesFree;
        internal long Id;
        internal long NameLength;
        internal long FragmentSize;
        internal long Flags;
        internal fixed long Spare[4];
    }
}
