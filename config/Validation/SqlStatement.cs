namespace MetricsAgent.Config.Validation;

/// <summary>Finds the ends of SQL statements, as PostgreSQL's scanner does (manual, section 4.1). Pure; never throws.</summary>
internal static class SqlStatement
{
    static readonly string[] Reading = ["select", "with", "values", "table", "show"];

    /// <summary>It begins as what gives rows begins. Anything else changes the session that all queries share.</summary>
    public static bool GivesRows(string sql)
    {
        var rest = sql.AsSpan(Skip(sql, 0)).TrimStart("( \t\r\n");
        var end = 0;
        while (end < rest.Length && char.IsAsciiLetter(rest[end]))
            end++;
        foreach (var word in Reading)
        {
            if (rest[..end].Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Nothing but blanks and comments comes after its first semicolon.</summary>
    public static bool IsOne(string sql)
    {
        var at = 0;
        while (at < sql.Length && sql[at] != ';')
            at = Next(sql, at);
        while (at < sql.Length && sql[at] == ';')
            at = Skip(sql, at + 1);
        return at >= sql.Length;
    }

    /// <summary>After the blanks and comments that are here.</summary>
    static int Skip(string sql, int at)
    {
        while (at < sql.Length && (char.IsWhiteSpace(sql[at]) || IsAt(sql, at, "--") || IsAt(sql, at, "/*")))
            at = Next(sql, at);
        return at;
    }

    /// <summary>After the text, name, comment or character that is here.</summary>
    static int Next(string sql, int at) => sql[at] switch
    {
        '\'' => Quoted(sql, at, '\'', escapes: at > 0 && sql[at - 1] is 'e' or 'E'),
        '"' => Quoted(sql, at, '"', escapes: false),
        '$' when Tag(sql, at) is { } tag => After(sql, at + tag.Length, tag),
        '-' when IsAt(sql, at, "--") => After(sql, at, "\n"),
        '/' when IsAt(sql, at, "/*") => Comment(sql, at),
        _ => at + 1,
    };

    /// <summary>A doubled quote ends a text and begins the next.</summary>
    static int Quoted(string sql, int at, char quote, bool escapes)
    {
        for (at++; at < sql.Length && sql[at] != quote; at++)
        {
            if (escapes && sql[at] == '\\')
                at++;
        }

        return Math.Min(at + 1, sql.Length);
    }

    /// <summary><c>$$</c> or <c>$name$</c>; null for a parameter or a lone dollar.</summary>
    static string? Tag(string sql, int at)
    {
        if (at > 0 && (char.IsLetterOrDigit(sql[at - 1]) || sql[at - 1] == '_'))
            return null;
        var end = at + 1;
        while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] == '_'))
            end++;
        return end < sql.Length && sql[end] == '$' && !char.IsAsciiDigit(sql[at + 1]) ? sql[at..(end + 1)] : null;
    }

    /// <summary>They nest.</summary>
    static int Comment(string sql, int at)
    {
        var depth = 0;
        do
        {
            var (opens, closes) = (IsAt(sql, at, "/*"), IsAt(sql, at, "*/"));
            depth += opens ? 1 : closes ? -1 : 0;
            at += opens || closes ? 2 : 1;
        }
        while (depth > 0 && at < sql.Length);
        return at;
    }

    static int After(string sql, int at, string what)
    {
        var found = at < sql.Length ? sql.IndexOf(what, at, StringComparison.Ordinal) : -1;
        return found < 0 ? sql.Length : found + what.Length;
    }

    static bool IsAt(string sql, int at, string what) => string.CompareOrdinal(sql, at, what, 0, what.Length) == 0;
}
