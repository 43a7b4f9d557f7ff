using System.Text;
using System.Text.Json;

namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>Texts of a JSON document, as long as anything here needs them.</summary>
static class JsonText
{
    const int LongestRead = 512;
    const int LongestLabel = 64;

    /// <summary>A string or a property's name; of a very long one the beginning as it stands in the document.</summary>
    /// <exception cref="InvalidOperationException">Half of a surrogate pair.</exception>
    internal static string Of(in Utf8JsonReader value) =>
        value.ValueSpan.Length <= LongestRead ? value.GetString()! : Encoding.UTF8.GetString(value.ValueSpan[..LongestRead]);

    /// <summary>
    /// Null instead of NaN, Infinity and -Infinity, which JSON has not and Python's json.dumps, Ruby and Gson write.
    /// </summary>
    /// <returns>Nothing when there is none.</returns>
    internal static byte[] WithoutNaN(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0)
            return [];
        var text = new List<byte>(json.Length + 16);
        var isQuoted = false;
        for (var i = 0; i < json.Length; i++)
        {
            var length = isQuoted ? 0 : LengthOfNoNumber(json[i..]);
            if (length > 0)
            {
                text.AddRange("null"u8);
                i += length - 1;
                continue;
            }

            text.Add(json[i]);
            if (json[i] == '"')
                isQuoted = !isQuoted;
            else if (isQuoted && json[i] == '\\' && i + 1 < json.Length)
                text.Add(json[++i]);
        }

        return [.. text];
    }

    static int LengthOfNoNumber(ReadOnlySpan<byte> at) =>
        at.StartsWith("NaN"u8) ? 3 : at.StartsWith("Infinity"u8) ? 8 : at.StartsWith("-Infinity"u8) ? 9 : 0;

    /// <summary>Fit to be a label's value: short, one line, never half a character.</summary>
    internal static string Label(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length > LongestLabel)
            text = text[..(char.IsHighSurrogate(text[LongestLabel - 1]) ? LongestLabel - 1 : LongestLabel)];
        return string.Create(text.Length, text, static (label, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                label[i] = char.IsControl(text[i]) ? ' ' : text[i];
        });
    }
}
