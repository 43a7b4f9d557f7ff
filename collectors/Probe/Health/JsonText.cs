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
