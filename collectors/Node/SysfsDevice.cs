using System.Text;

namespace MetricsAgent.Collectors.Node;

/// <summary>One device of sysfs: a directory whose files hold one value each (Documentation/filesystems/sysfs.rst).</summary>
/// <param name="name">As it is shown.</param>
/// <param name="path">Of the directory.</param>
internal sealed class SysfsDevice(string name, string path)
{
    const int LongestPath = 1024;

    readonly byte[] directory = Encoding.UTF8.GetBytes(path);

    internal string Name { get; } = name;

    internal string Path { get; } = path;

    /// <summary>Reads a file through one read(2), for a value comes whole or not at all.</summary>
    /// <param name="file">To be disposed; empty where the result is not 0.</param>
    /// <returns>0, or what went wrong, as errno(3).</returns>
    internal int Read(scoped ReadOnlySpan<byte> attribute, out PseudoFile file)
    {
        file = default;
        var length = directory.Length + 1 + attribute.Length;
        if (length >= LongestPath)
            return Errno.NoEntry;
        Span<byte> path = stackalloc byte[LongestPath];
        directory.CopyTo(path);
        path[directory.Length] = (byte)'/';
        attribute.CopyTo(path[(directory.Length + 1)..]);
        path[length] = 0;
        return NodeFiles.Read(path, static _ => true, out file);
    }

    /// <summary>Reads a number; false where there is none. Drivers refuse what a device does not know at the moment.</summary>
    internal bool TryRead(ReadOnlySpan<byte> attribute, out double number)
    {
        number = 0;
        if (Read(attribute, out var file) != 0)
            return false;
        using (file)
            return SysfsNumber.TryParse(file.Text, out number);
    }

    /// <summary>Reads a text, empty where there is none.</summary>
    /// <param name="texts">Those that were read before.</param>
    internal string Text(ReadOnlySpan<byte> attribute, Utf8Map<string> texts)
    {
        if (Read(attribute, out var file) != 0)
            return "";
        using (file)
            return texts[Trim(file.Text)];
    }

    /// <summary>Reads a text that stays as it is, or null.</summary>
    internal string? Fact(ReadOnlySpan<byte> attribute)
    {
        if (Read(attribute, out var file) != 0)
            return null;
        using (file)
            return Encoding.UTF8.GetString(Trim(file.Text));
    }

    /// <summary>A map for texts that change seldom.</summary>
    internal static Utf8Map<string> Texts() => new(text => text);

    static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n\0"u8);
}
