using System.Buffers;
using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>One mount as <c>/proc/pid/mountinfo</c> shows it, unescaped.</summary>
/// <param name="Id">Tells a mount from an earlier one at the same place.</param>
/// <param name="MountPoint">Bytes: the kernel does not ask for UTF-8, and statfs needs the name as it is.</param>
/// <param name="IsReadOnly">The mount is, or its filesystem: ext4 that found an error shows it only there.</param>
internal sealed record Mount(string Id, string Major, string Minor, byte[] MountPoint, string Device, string Type, bool IsReadOnly);

/// <summary>The parser of mountinfo (proc_pid_mountinfo(5)).</summary>
static class MountTable
{
    /// <returns>False when a line was left out.</returns>
    internal static bool Parse(ReadOnlySpan<byte> mountinfo, Samples samples, out List<Mount> mounts)
    {
        mounts = [];
        var lines = new Lines(mountinfo);
        while (lines.Next(out var line))
        {
            var mount = ParseLine(line);
            lines.Count(mount is not null);
            if (mount is not null)
                mounts.Add(mount);
        }

        lines.Report(samples, "mountinfo");
        return lines.AllGood;
    }

    /// <summary><c>36 35 98:0 /root /mount/point rw,noatime shared:1 - ext3 /dev/sda1 rw,errors=continue</c>.</summary>
    static Mount? ParseLine(ReadOnlySpan<byte> line)
    {
        var fields = new Fields(line);
        var id = fields.Next();
        fields.Next();
        var device = fields.Next();
        fields.Next();
        var mountPoint = fields.Next();
        var options = fields.Next();
        ReadOnlySpan<byte> optional;
        do
        {
            optional = fields.Next();
        }
        while (!optional.IsEmpty && !optional.SequenceEqual("-"u8));

        var type = fields.Next();
        var source = fields.Next();
        var superOptions = fields.Next();

        // Something was mounted with an empty source: two blanks in a row.
        if (superOptions.IsEmpty)
        {
            superOptions = source;
            source = [];
        }

        var colon = device.IndexOf((byte)':');
        if (optional.IsEmpty || superOptions.IsEmpty || colon < 0)
            return null;
        return new(
            Encoding.UTF8.GetString(id), Encoding.UTF8.GetString(device[..colon]), Encoding.UTF8.GetString(device[(colon + 1)..]),
            Unescape(mountPoint), Encoding.UTF8.GetString(Unescape(source)), Encoding.UTF8.GetString(type),
            HasReadOnly(options) || HasReadOnly(superOptions));
    }

    /// <summary>The kernel writes blank, tab, line end and backslash as three octal digits.</summary>
    static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'\\') < 0)
            return text.ToArray();

        var plain = new ArrayBufferWriter<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var octal = text[i..];
            if (octal.StartsWith("\\"u8) && octal.Length >= 4 && octal[1] is >= (byte)'0' and <= (byte)'3' && IsOctal(octal[2]) && IsOctal(octal[3]))
            {
                plain.Write([(byte)(((octal[1] - '0') << 6) | ((octal[2] - '0') << 3) | (octal[3] - '0'))]);
                i += 3;
            }
            else
            {
                plain.Write(octal[..1]);
            }
        }

        return plain.WrittenSpan.ToArray();
    }

    static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';

    static bool HasReadOnly(ReadOnlySpan<byte> options)
    {
        foreach (var range in options.Split((byte)','))
        {
            if (options[range].SequenceEqual("ro"u8))
                return true;
        }

        return false;
    }
}
