using System.Buffers;
using System.Buffers.Binary;

namespace MetricsAgent.Collectors.Process;

/// <summary>
/// Walks over what <see cref="ProcDirectory.Read"/> has written. The bytes are the same as long as the directory is: a name that another
/// device has taken has another inode number.
/// </summary>
internal ref struct DirectoryEntries(ReadOnlySpan<byte> entries)
{
    const int NameOffset = sizeof(ulong) + 1;

    // DT_REG and DT_DIR of readdir(3).
    const byte RegularFile = 8;
    const byte Directory = 4;

    ReadOnlySpan<byte> rest = entries;
    byte type;

    internal ReadOnlySpan<byte> Name { get; private set; }

    internal readonly bool IsFile => type == RegularFile;

    internal readonly bool IsDirectory => type == Directory;

    internal bool Next()
    {
        if (rest.IsEmpty)
            return false;
        type = rest[sizeof(ulong)];
        var length = rest[NameOffset..].IndexOf((byte)0);
        Name = rest.Slice(NameOffset, length);
        rest = rest[(NameOffset + length + 1)..];
        return true;
    }

    internal static void Append(IBufferWriter<byte> entries, ulong inode, byte type, ReadOnlySpan<byte> name)
    {
        var length = NameOffset + name.Length + 1;
        var entry = entries.GetSpan(length);
        BinaryPrimitives.WriteUInt64LittleEndian(entry, inode);
        entry[sizeof(ulong)] = type;
        name.CopyTo(entry[NameOffset..]);
        entry[length - 1] = 0;
        entries.Advance(length);
    }
}
