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

    /// <summary>The parser's error, at the tab that caused it if one did, and with what usually helps.</summary>
    public static (Position At, string Message) Explain(YamlException error, string text)
    {
        var message = error.Message.TrimEnd('.').Replace(",  ", ", ", StringComparison.Ordinal);
        if (message.Contains(" tab ", StringComparison.Ordinal) && IndentingTab(text, (int)error.Start.Line) is { } tab)
            return (tab, "not valid YAML: a tab in the indentation; use spaces");

        var hint = message.Contains("invalid mapping", StringComparison.Ordinal) ? " (a value with ': ' in it needs quotes)"
            : message.Contains("cannot start any token", StringComparison.Ordinal) ? " (a value that starts with it needs quotes)"
            : "";
        var at = new Position((int)Math.Max(1, error.Start.Line), (int)Math.Max(1, error.Start.Column));
        return (at, $"not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..]}{hint}");
    }

    // The parser names the mapping around it.
    static Position? IndentingTab(string text, int fromLine)
    {
        var lines = text.Split('\n');
        for (var line = Math.Max(1, fromLine); line <= lines.Length; line++)
        {
            var indent = lines[line - 1].AsSpan()[..^lines[line - 1].AsSpan().TrimStart(" \t").Length];
            if (indent.IndexOf('\t') is >= 0 and var column)
                return new Position(line, column + 1);
        }
        return null;
    }
}
