using System.Buffers.Binary;
using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Self;

/// <summary>How many file descriptors this process has open.</summary>
static partial class OpenFiles
{
    const string Directory = "/proc/self/fd";
    const int CurrentDirectory = -100;
    const uint SizeWanted = 0x200;
    const int SizeOffset = 40;
    const int StatxLength = 256;

    /// <summary>
    /// From Linux 6.2 on the directory's size is the count, which spares the walk: a walk costs .NET one stat for every descriptor,
    /// 70 ms with 10,000 connections.
    /// </summary>
    internal static long Count() => DirectorySize() is > 0 and var count ? count : Walk();

    internal static long Walk() => new FileSystemEnumerable<int>(Directory, (ref FileSystemEntry _) => 0).LongCount();

    /// <returns>0 where the kernel does not tell, or the C library has no statx.</returns>
    internal static long DirectorySize()
    {
        Span<byte> answer = stackalloc byte[StatxLength];
        try
        {
            return Statx(CurrentDirectory, Directory, 0, SizeWanted, ref MemoryMarshal.GetReference(answer)) == 0
                ? BinaryPrimitives.ReadInt64LittleEndian(answer[SizeOffset..])
                : 0;
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref byte answer);
}
