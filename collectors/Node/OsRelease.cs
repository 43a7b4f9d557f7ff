using System.Globalization;
using System.Text;

namespace MetricsAgent.Collectors.Node;

/// <summary>The distribution as it describes itself: lines of <c>NAME="value"</c> (os-release(5)).</summary>
internal sealed class OsRelease
{
    readonly Dictionary<string, string> values = [];

    /// <summary>A value, or empty.</summary>
    internal string this[string name] => values.GetValueOrDefault(name, "");

    /// <summary>Major and minor version as a number, 12 or 24.04; null where the version does not begin with one.</summary>
    internal double? Version
    {
        get
        {
            var id = this["VERSION_ID"].AsSpan();
            var dot = id.IndexOf('.');
            var end = dot < 0 ? -1 : id[(dot + 1)..].IndexOfAnyExceptInRange('0', '9');
            var number = end < 0 ? id : id[..(dot + 1 + end)];
            if (dot < 0 && id.IndexOfAnyExceptInRange('0', '9') is >= 0 and var letter)
                number = id[..letter];
            return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) && double.IsFinite(version) ? version : null;
        }
    }

    /// <summary>The day on which its makers stop to mend it, if they say so.</summary>
    internal DateTimeOffset? SupportEnd =>
        DateTimeOffset.TryParseExact(this["SUPPORT_END"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : null;

    internal static OsRelease Parse(ReadOnlySpan<byte> text)
    {
        var release = new OsRelease();
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].Trim(" \t\r"u8);
            var equals = line.IndexOf((byte)'=');
            if (equals > 0 && line[0] != '#')
                release.values[Encoding.UTF8.GetString(line[..equals])] = Unquote(line[(equals + 1)..]);
        }

        return release;
    }

    /// <summary>As a shell would: in double quotes a backslash protects the next character.</summary>
    static string Unquote(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2 || value[0] is not ((byte)'"' or (byte)'\'') || value[^1] != value[0])
            return Encoding.UTF8.GetString(value);
        var inside = Encoding.UTF8.GetString(value[1..^1]);
        if (value[0] == '\'' || !inside.Contains('\\', StringComparison.Ordinal))
            return inside;

        var plain = new StringBuilder();
        for (var i = 0; i < inside.Length; i++)
        {
            if (inside[i] == '\\' && i + 1 < inside.Length)
                i++;
            plain.Append(inside[i]);
        }

        return plain.ToString();
    }
}
