using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace MetricsAgent.Exposition;

/// <summary>What a line of the text format is.</summary>
enum TextLineKind
{
    Help,
    Type,

    /// <summary>Of OpenMetrics.</summary>
    Unit,
    Sample,

    /// <summary>Not of the format: <see cref="TextLine.Fault"/> says why.</summary>
    Broken,
}

/// <summary>One line of the text format.</summary>
ref struct TextLine
{
    internal TextLineKind Kind;

    /// <summary>A family's, or a sample's; a quoted one with its escapes.</summary>
    internal ReadOnlySpan<byte> Name;

    /// <summary>The help with its escapes, the word for the type, or a sample's labels: what follows the opening brace, up to the closing one.</summary>
    internal ReadOnlySpan<byte> Text;

    /// <summary>A sample's name and labels, as they are written.</summary>
    internal ReadOnlySpan<byte> Series;

    internal double Value;

    internal bool HasTimestamp;

    /// <summary>What OpenMetrics has behind its <c>#</c>.</summary>
    internal ReadOnlySpan<byte> Exemplar;

    internal string? Fault;
}

/// <summary>
/// Walks over the lines of a text in the Prometheus text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/),
/// as strictly as Prometheus' own parser, or in OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/), with the
/// quoted names of Prometheus 3. Pure, allocates nothing, never throws, whatever the bytes.
/// </summary>
ref struct TextLines(ReadOnlySpan<byte> text, ExpositionFormat format = ExpositionFormat.Text)
{
    internal static readonly SearchValues<byte> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    static readonly SearchValues<byte> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);

    readonly bool isUtf8 = Utf8.IsValid(text);
    readonly bool isOpen = format == ExpositionFormat.OpenMetrics;
    ReadOnlySpan<byte> rest = text;

    /// <summary>Of the line that came last, from 1.</summary>
    internal int Number { get; private set; }

    /// <summary>The next line that is neither empty nor a mere comment.</summary>
    internal bool Next(out TextLine line)
    {
        line = default;
        while (!rest.IsEmpty)
        {
            Number++;
            var length = rest.IndexOf((byte)'\n');
            var whole = length < 0 ? rest : rest[..length];
            rest = length < 0 ? [] : rest[(length + 1)..];
            var content = SkipBlanks(whole);
            if (isOpen && content.SequenceEqual("# EOF"u8))
            {
                if (SkipBlanks(rest).IsEmpty)
                    return false;
                line = Broken("something follows # EOF");
                rest = [];
            }
            else if (length < 0)
                line = Broken("the last line has no end");
            else if (content.IsEmpty)
                continue;
            else if (content[^1] == '\r')
                line = Broken("it ends in CR: a line ends in LF alone");
            else if (!isUtf8 && !Utf8.IsValid(content))
                line = Broken("it is not UTF-8");
            else if (content[0] != '#')
                line = Sample(content, isOpen);
            else if (!TryComment(content[1..], isOpen, out line))
                continue;
            return true;
        }

        return false;
    }

    internal static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return start < 0 ? [] : text[start..];
    }

    static TextLine Broken(string fault) => new() { Kind = TextLineKind.Broken, Fault = fault };

    /// <summary><c># HELP name text</c>, <c># TYPE name type</c>; every other comment is none of ours.</summary>
    static bool TryComment(ReadOnlySpan<byte> text, bool isOpen, out TextLine line)
    {
        line = default;
        var word = Word(ref text);
        var isHelp = word.SequenceEqual("HELP"u8);
        var isUnit = isOpen && word.SequenceEqual("UNIT"u8);
        if (!isHelp && !isUnit && !word.SequenceEqual("TYPE"u8))
            return false;

        var name = CommentedName(ref text);
        text = SkipBlanks(text);
        if (name.IsEmpty)
            line = Broken("a comment on no metric name");
        else if (isHelp)
            line = HasGoodEscapes(text, isOpen) ? new() { Kind = TextLineKind.Help, Name = name, Text = text } : Broken("the help has an escape that is none");
        else
            line = new() { Kind = isUnit ? TextLineKind.Unit : TextLineKind.Type, Name = name, Text = text };
        return true;
    }

    static ReadOnlySpan<byte> CommentedName(scoped ref ReadOnlySpan<byte> text)
    {
        text = SkipBlanks(text);
        if (!text.StartsWith("\""u8))
        {
            var name = Word(ref text);
            return NameLength(name) == name.Length ? name : [];
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                var name = text[1..i];
                text = text[(i + 1)..];
                return name;
            }
        }

        return [];
    }

    /// <summary><c>name{label="value"} number timestamp</c>, and in OpenMetrics <c># {label="value"} number timestamp</c>.</summary>
    static TextLine Sample(ReadOnlySpan<byte> content, bool isOpen)
    {
        var length = NameLength(content);
        if (length == 0 && content[0] != '{')
            return Broken("it does not begin with a metric name");
        var line = new TextLine { Kind = TextLineKind.Sample, Name = content[..length], Series = content[..length] };
        var after = SkipBlanks(content[length..]);
        if (after.StartsWith("{"u8))
        {
            var labels = new TextLabels(after[1..]);
            while (labels.Next())
            {
            }

            if (labels.Fault is { } fault)
                return Broken(fault);
            if (length > 0 != labels.Metric.IsEmpty)
                return Broken(length > 0 ? "it has two metric names" : "it does not begin with a metric name");
            if (length == 0)
                line.Name = labels.Metric;
            line.Series = content[..^labels.Rest.Length];
            line.Text = after[1..^labels.Rest.Length];
            after = labels.Rest;
        }

        if (!SampleNumber.TryParse(Word(ref after), out line.Value))
            return Broken("the value is no number");
        var next = Word(ref after);
        if (next.IsEmpty)
            return line;
        if (!isOpen || !next.SequenceEqual("#"u8))
        {
            line.HasTimestamp = true;
            if (!IsTimestamp(next, isOpen))
                return Broken(isOpen ? "the timestamp is no number" : "the timestamp is no whole number");
            next = Word(ref after);
            if (next.IsEmpty)
                return line;
        }

        if (!isOpen || !next.SequenceEqual("#"u8))
            return Broken("something follows the timestamp");
        line.Exemplar = SkipBlanks(after).TrimEnd(" \t"u8);
        return IsExemplar(line.Exemplar) ? line : Broken("the exemplar is none");
    }

    static bool IsTimestamp(ReadOnlySpan<byte> word, bool isOpen) => isOpen
        ? SampleNumber.TryParse(word, out var seconds) && double.IsFinite(seconds)
        : Utf8Parser.TryParse(word, out long _, out var used) && used == word.Length;

    static bool IsExemplar(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("{"u8))
            return false;
        var labels = new TextLabels(text[1..]);
        while (labels.Next())
        {
        }

        var rest = labels.Rest;
        if (labels.Fault is not null || !labels.Metric.IsEmpty || !SampleNumber.TryParse(Word(ref rest), out _))
            return false;
        var timestamp = Word(ref rest);
        return (timestamp.IsEmpty || IsTimestamp(timestamp, isOpen: true)) && SkipBlanks(rest).IsEmpty;
    }

    internal static bool IsName(ReadOnlySpan<byte> name) => name.Length > 0 && NameLength(name) == name.Length;

    static int NameLength(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExcept(NameCharacters);
        return text.IsEmpty || char.IsAsciiDigit((char)text[0]) ? 0 : length < 0 ? text.Length : length;
    }

    static bool HasGoodEscapes(ReadOnlySpan<byte> help, bool isOpen)
    {
        for (var found = help.IndexOf((byte)'\\'); found >= 0; found = help.IndexOf((byte)'\\'))
        {
            if (found + 1 == help.Length || !(help[found + 1] is (byte)'\\' or (byte)'n' || (isOpen && help[found + 1] == '"')))
                return false;
            help = help[(found + 2)..];
        }

        return true;
    }

    static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> text)
    {
        text = SkipBlanks(text);
        var length = text.IndexOfAny((byte)' ', (byte)'\t');
        var word = length < 0 ? text : text[..length];
        text = text[word.Length..];
        return word;
    }
}
