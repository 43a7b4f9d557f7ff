using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// System calls that .NET does not offer as they are. Layouts are the kernel's generic ones, which x86-64, arm64, riscv64,
/// loongarch64 and ppc64le share.
/// </summary>
internal static unsafe partial class Libc
{
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
