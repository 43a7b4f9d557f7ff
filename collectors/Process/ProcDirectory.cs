using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Process;

/// <summary>
/// Directories of procfs and sysfs, through opendir(3), readlink(2) and statx(2): .NET's own enumeration tells no inode number, and
/// costs a stat for every entry.
/// </summary>
internal static unsafe partial class ProcDirectory
{
    const int CurrentDirectory = -100;
    const uint SizeWanted = 0x200;
    const int SizeOffset = 40;
    const int StatxLength = 256;

    // struct dirent of every 64-bit Linux.
    const int TypeOffset = 18;
    const int NameOffset = 19;
    const int LongestName = 256;
    const int LongestPath = 4096;

    delegate void Visit<T>(T into, ulong inode, byte type, ReadOnlySpan<byte> name);

    /// <summary>Adds the entries whose names are numbers.</summary>
    /// <param name="path">Ends in a zero byte.</param>
    /// <returns>0, or what went wrong, as errno(3).</returns>
    internal static int List(ReadOnlySpan<byte> path, List<NumberedEntry> entries) => Walk(path, entries, static (entries, inode, _, name) =>
    {
        if (name.Length < LongestName && Utf8Parser.TryParse(name, out int number, out var used) && used == name.Length && number >= 0)
            entries.Add(new(number, inode));
    });

    /// <summary>Appends every entry but the two for the directory and its parent, as <see cref="DirectoryEntries"/> walks over them.</summary>
    /// <param name="path">Ends in a zero byte.</param>
    /// <returns>0, or what went wrong, as errno(3).</returns>
    internal static int Read(ReadOnlySpan<byte> path, IBufferWriter<byte> entries) => Walk(path, entries, static (entries, inode, type, name) =>
    {
        if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            DirectoryEntries.Append(entries, inode, type, name);
    });

    static int Walk<T>(ReadOnlySpan<byte> path, T into, Visit<T> visit)
    {
        nint directory;
        fixed (byte* name = path)
            directory = OpenDirectory(name);
        if (directory == 0)
            return Marshal.GetLastPInvokeError();
        while (ReadDirectory(directory) is not null and var entry)
            visit(into, *(ulong*)entry, entry[TypeOffset], MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset));
        _ = CloseDirectory(directory);
        return 0;
    }

    /// <summary>What a link leads to, or empty.</summary>
    /// <param name="path">Ends in a zero byte.</param>
    internal static ReadOnlySpan<byte> ReadLink(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        fixed (byte* name = path, target = buffer)
            return buffer[..(int)Math.Max(0, ReadLink(name, target, buffer.Length))];
    }

    /// <summary>The size of a directory, which from Linux 6.2 on is the number of descriptors for <c>/proc/&lt;pid&gt;/fd</c>; 0 where it is not told.</summary>
    /// <param name="path">Ends in a zero byte.</param>
    internal static long Size(ReadOnlySpan<byte> path)
    {
        Span<byte> answer = stackalloc byte[StatxLength];
        try
        {
            fixed (byte* name = path, start = answer)
                return Statx(CurrentDirectory, name, 0, SizeWanted, start) == 0 ? BinaryPrimitives.ReadInt64LittleEndian(answer[SizeOffset..]) : 0;
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>The path without links, or empty.</summary>
    /// <param name="path">Ends in a zero byte.</param>
    internal static ReadOnlySpan<byte> RealPath(ReadOnlySpan<byte> path)
    {
        var buffer = new byte[LongestPath];
        fixed (byte* name = path, target = buffer)
            return RealPath(name, target) == 0 ? [] : buffer.AsSpan(0, buffer.IndexOf((byte)0));
    }

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint OpenDirectory(byte* path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial byte* ReadDirectory(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDirectory(nint directory);

    [LibraryImport("libc", EntryPoint = "readlink")]
    private static partial nint ReadLink(byte* path, byte* target, nint length);

    [LibraryImport("libc", EntryPoint = "realpath")]
    private static partial nint RealPath(byte* path, byte* target);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int Statx(int directory, byte* path, int flags, uint mask, byte* answer);
}

/// <summary>An entry of a directory whose name is a number: a process, a descriptor.</summary>
/// <param name="Inode">In procfs, of this very process as long as the kernel remembers the entry, and of no other after it.</param>
internal readonly record struct NumberedEntry(int Number, ulong Inode);
