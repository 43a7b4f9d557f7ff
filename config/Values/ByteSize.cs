using System.Globalization;

namespace MetricsAgent.Config.Values;

/// <summary>Numbers of bytes: plain, or with a binary (<c>KiB</c>) or decimal (<c>kB</c>) unit.</summary>
internal static class ByteSize
{
    public const string Pattern = "[0-9]+(B|KiB|MiB|GiB|kB|MB|GB)?";
    public const string Expected = "a size in bytes such as 512, 64KiB, 10MiB or 1GB";

    static readonly (string Name, long Bytes)[] Units =
        [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1), ("", 1)];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var (number, name) = digits < 0 ? (text, "") : (text[..digits], text[digits..]);
        var unit = Array.Find(Units, unit => unit.Name == name).Bytes;
        if (unit == 0
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > long.MaxValue / unit)
            return false;
        bytes = count * unit;
        return true;
    }

    /// <summary>In the largest binary unit that divides it.</summary>
    public static string Format(long bytes)
    {
        var (name, size) = bytes == 0 ? Units[^1] : Units.First(unit => unit.Name is not ("GB" or "MB" or "kB" or "B") && bytes % unit.Bytes == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{name}");
    }
}
