using System.Globalization;

namespace MetricsAgent.Config.Values;

/// <summary>
/// One place in a JSON document, the part of RFC 9535 that names exactly one: <c>$.queue.depth</c>, <c>$['a:b'][0].observedValue</c>;
/// and <c>.length()</c> at the end for the number of items or members.
/// </summary>
public sealed record JsonPath(IReadOnlyList<JsonStep> Steps, bool Length)
{
    const string LengthOf = ".length()";

    /// <returns>Null when it is none.</returns>
    public static JsonPath? Parse(ReadOnlySpan<char> text)
    {
        var length = text.EndsWith(LengthOf, StringComparison.Ordinal);
        var rest = length ? text[..^LengthOf.Length] : text;
        if (rest.IsEmpty || rest[0] != '$')
            return null;
        rest = rest[1..];
        var steps = new List<JsonStep>();
        while (!rest.IsEmpty)
        {
            if ((rest[0] == '.' ? Member(rest[1..], out rest) : rest[0] == '[' ? Bracket(rest[1..], out rest) : null) is not { } step)
                return null;
            steps.Add(step);
        }

        return new(steps, length);
    }

    static JsonStep? Member(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        var end = 0;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-'))
            end++;
        rest = text[end..];
        return end == 0 ? null : new(text[..end].ToString(), 0);
    }

    static JsonStep? Bracket(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (text.IsEmpty)
            return null;
        var quoted = text[0] is '\'' or '"';
        var end = quoted ? text[1..].IndexOf(text[0]) + 1 : text.IndexOf(']');
        if (end <= 0 || (quoted && (end + 1 == text.Length || text[end + 1] != ']')))
            return null;
        rest = text[(quoted ? end + 2 : end + 1)..];
        if (quoted)
            return new(text[1..end].ToString(), 0);
        return int.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new(null, index) : null;
    }
}

/// <param name="Member">Of an object; null for an array's item.</param>
/// <param name="Index">Of an array's item, from 0.</param>
public readonly record struct JsonStep(string? Member, int Index);
