using System.Globalization;
using System.Text;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// What does not change about a block device: kept until udev rewrites its record or another device takes the name. udev's record
/// is <c>/run/udev/data/b&lt;major&gt;:&lt;minor&gt;</c>, one property a line (<c>E:ID_MODEL=…</c>); containers often have none.
/// </summary>
internal sealed class DiskDevice(string name, bool excluded)
{
    readonly Dictionary<string, string> properties = [];
    string path = "";
    uint major = uint.MaxValue;
    uint minor;
    DateTime written;

    internal string Name { get; } = name;

    internal bool Excluded { get; } = excluded;

    internal string Major { get; private set; } = "";

    internal string Minor { get; private set; } = "";

    /// <summary><c>1</c> for a disk that turns, <c>0</c> for one that does not, empty where sysfs does not say.</summary>
    internal string Rotational { get; private set; } = "";

    /// <summary>A property of udev, or empty.</summary>
    internal string this[string property] => properties.GetValueOrDefault(property, "");

    /// <summary>The number on the label if udev knows it, else the next best.</summary>
    internal string Serial =>
        this["SCSI_IDENT_SERIAL"] is { Length: > 0 } onLabel ? onLabel
        : this["ID_SERIAL_SHORT"] is { Length: > 0 } shorter ? shorter
        : this["ID_SERIAL"];

    /// <summary>Reads what the kernel and udev know, if it is news.</summary>
    internal void Refresh(NodeFiles files, uint newMajor, uint newMinor)
    {
        var isOther = newMajor != major || newMinor != minor;
        if (isOther)
        {
            (major, minor) = (newMajor, newMinor);
            Major = major.ToString(CultureInfo.InvariantCulture);
            Minor = minor.ToString(CultureInfo.InvariantCulture);
            path = files.Root($"run/udev/data/b{Major}:{Minor}");
        }

        // Long ago, not an exception, when there is no such file.
        var newest = File.GetLastWriteTimeUtc(path);
        if (!isOther && newest == written)
            return;
        written = newest;
        Read(files);
    }

    internal void Parse(ReadOnlySpan<byte> record)
    {
        properties.Clear();
        var lines = new Lines(record);
        while (lines.Next(out var line))
        {
            var equals = line.IndexOf((byte)'=');
            if (line.StartsWith("E:"u8) && equals > 0)
                properties[Encoding.UTF8.GetString(line["E:".Length..equals])] = Encoding.UTF8.GetString(line[(equals + 1)..]);
        }
    }

    void Read(NodeFiles files)
    {
        // In sysfs the slash of a name like cciss/c0d0 is an exclamation mark.
        var queue = files.Sys($"block/{Name.Replace('/', '!')}/queue/rotational");
        Rotational = !NodeFiles.TryReadNumber(queue, out var rotational) ? "" : rotational == 0 ? "0" : "1";

        properties.Clear();
        if (NodeFiles.TryReadOptional(path, out var record))
        {
            using (record)
                Parse(record.Text);
        }
    }
}
