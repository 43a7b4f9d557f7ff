using YamlDotNet.Core;

namespace MetricsAgent.Config.Yaml;

/// <summary>What the parser does not say, or says of the wrong place, about the text as such.</summary>
internal static class YamlText
{
    /// <summary>
    /// The first character that YAML does not allow (section 5.1). YamlDotNet takes a NUL for white space and passes other
    /// control characters on.
    /// </summary>
    public static (Position At, string Message)? FirstForbidden(string text)
    {
        var (line, column) = (1, 1);
        for (var i = 0; i < text.Length; i++, column++)
        {
            var c = text[i];
            if (c == '\n')
                (line, column) = (line + 1, 0);
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (c is < ' ' and not ('\t' or '\r') or '\x7f' or '\ufffe' or '\uffff' || char.IsSurrogate(c))
                return (new Position(line, column), $"the character U+{(int)c:X4} is not allowed in YAML");
        }
        return null;
    }

    /// <summary>The parser's error in this page's words, at the tab that caused it if one did.</summary>
    public static (Position At, string Message) Explain(YamlException error, string text)
    {
        var lines = text.Split('\n');
        for (var line = Math.Max(1, error.Start.Line); line <= Math.Min(lines.Length, error.End.Line + 1); line++)
        {
            var indent = lines[line - 1].TakeWhile(char.IsWhiteSpace).ToList();
            if (indent.Contains('\t') && indent.Count < lines[line - 1].Length)
                return (new Position((int)line, indent.IndexOf('\t') + 1), "not valid YAML: a tab in the indentation; use spaces");
        }
        var message = error.Message.TrimEnd('.');
        var start = new Position((int)Math.Max(1, error.Start.Line), (int)Math.Max(1, error.Start.Column));
        return (start, $"not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..]}");
    }
}
