using System.Text;

namespace MetricsAgent.Exposition;

/// <summary>
/// Walks over the labels between the braces of a sample, where Prometheus 3 may have the metric's name, too, and names in quotes.
/// Pure; never throws, whatever the bytes.
/// </summary>
/// <param name="text">What follows the opening brace.</param>
ref struct TextLabels(ReadOnlySpan<byte> text)
{
    /// <summary>Before the first call of <see cref="Next"/> everything, after the last one what follows the closing brace.</summary>
    internal ReadOnlySpan<byte> Rest { get; private set; } = text;

    /// <summary>A quoted one with its escapes.</summary>
    internal ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The metric's, where it stands between the braces.</summary>
    internal ReadOnlySpan<byte> Metric { get; private set; }

    /// <summary>Between the quotes, with its escapes.</summary>
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>What ended the walk before the closing brace.</summary>
    internal string? Fault { get; private set; }

    internal bool Next()
    {
        Rest = TextLines.SkipBlanks(Rest);
        if (Rest.StartsWith("}"u8))
        {
            Rest = Rest[1..];
            return false;
        }

        var isQuoted = Rest.StartsWith("\""u8);
        if (!(isQuoted ? ReadQuoted() : ReadName()))
            return false;
        var name = isQuoted ? Value : Name;
        if (!Rest.StartsWith("="u8))
            return isQuoted && Metric.IsEmpty && !name.IsEmpty ? ReadMetric(name) : Fail("a label has no '='");
        if (name.IsEmpty)
            return Fail("a label has no name");
        Rest = TextLines.SkipBlanks(Rest[1..]);
        if (!Rest.StartsWith("\""u8))
            return Fail("a label's value is not quoted");
        Name = name;
        return ReadQuoted() && ReadSeparator();
    }

    /// <summary>With line ends, backslashes and quotes for their escapes.</summary>
    internal static string Unescape(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        return text.Contains('\\', StringComparison.Ordinal) ? Unescape(text) : text;
    }

    static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                plain.Append(text[i]);
            else
                plain.Append(text[++i] == 'n' ? '\n' : text[i]);
        }

        return plain.ToString();
    }

    /// <summary>And goes on to the first label.</summary>
    bool ReadMetric(ReadOnlySpan<byte> name)
    {
        Metric = name;
        return ReadSeparator() && Next();
    }

    bool ReadName()
    {
        var length = Rest.IndexOfAnyExcept(TextLines.LabelCharacters);
        if (length <= 0 || char.IsAsciiDigit((char)Rest[0]))
            return Fail(Rest.IsEmpty ? "the labels do not end" : "a label has no name");
        Name = Rest[..length];
        Rest = TextLines.SkipBlanks(Rest[length..]);
        return true;
    }

    bool ReadQuoted()
    {
        Rest = Rest[1..];
        var length = 0;
        while (true)
        {
            var found = Rest[length..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
                return Fail("a label's value does not end");
            length += found;
            if (Rest[length] == '"')
                break;
            if (length + 1 == Rest.Length || Rest[length + 1] is not ((byte)'\\' or (byte)'"' or (byte)'n'))
                return Fail("a label's value has an escape that is none");
            length += 2;
        }

        Value = Rest[..length];
        Rest = TextLines.SkipBlanks(Rest[(length + 1)..]);
        return true;
    }

    bool ReadSeparator()
    {
        if (Rest.StartsWith(","u8))
            Rest = Rest[1..];
        else if (!Rest.StartsWith("}"u8))
            return Fail("a label is followed by neither ',' nor '}'");
        return true;
    }

    bool Fail(string fault)
    {
        Fault = fault;
        return false;
    }
}
