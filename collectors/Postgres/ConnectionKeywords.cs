using System.Text;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// libpq's keyword form: <c>host=db password='it\'s'</c>, values quoted with <c>'</c>, <c>\</c> escapes (PostgreSQL's documentation,
/// 34.1.1.1).
/// </summary>
static class ConnectionKeywords
{
    /// <exception cref="FormatException">Says what is wrong and never a value.</exception>
    internal static Dictionary<string, string> Parse(string dsn)
    {
        var parameters = new Dictionary<string, string>();
        var at = SkipBlanks(dsn, 0);
        while (at < dsn.Length)
        {
            var keyword = Keyword(dsn, ref at);
            at = SkipBlanks(dsn, at);
            if (at == dsn.Length || dsn[at] != '=')
                throw new FormatException("expected 'keyword=value' pairs; a value with blanks is written between single quotes");

            at = SkipBlanks(dsn, at + 1);
            parameters[keyword] = Value(dsn, ref at);
            at = SkipBlanks(dsn, at);
        }

        return parameters;
    }

    static string Keyword(string dsn, ref int at)
    {
        var start = at;
        while (at < dsn.Length && dsn[at] != '=' && !char.IsWhiteSpace(dsn[at]))
            at++;
        return dsn[start..at];
    }

    static string Value(string dsn, ref int at)
    {
        var value = new StringBuilder();
        var quoted = at < dsn.Length && dsn[at] == '\'';
        if (quoted)
            at++;
        while (at < dsn.Length && (quoted ? dsn[at] != '\'' : !char.IsWhiteSpace(dsn[at])))
        {
            if (dsn[at] == '\\' && at + 1 < dsn.Length)
                at++;
            value.Append(dsn[at++]);
        }

        if (quoted && at++ == dsn.Length)
            throw new FormatException("a value's closing single quote is missing");
        return value.ToString();
    }

    static int SkipBlanks(string dsn, int at)
    {
        while (at < dsn.Length && char.IsWhiteSpace(dsn[at]))
            at++;
        return at;
    }
}
