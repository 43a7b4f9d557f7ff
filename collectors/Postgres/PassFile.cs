namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// libpq's password file: lines <c>host:port:database:user:password</c>, <c>*</c> for anything, <c>\</c> before a colon or a backslash
/// (PostgreSQL's documentation, 34.16). Pure.
/// </summary>
static class PassFile
{
    const int Fields = 5;

    /// <returns>The password of the first line that fits, or null.</returns>
    internal static string? Find(IEnumerable<string> lines, string host, int port, string database, string user)
    {
        string[] wanted = [host, $"{port}", database, user];
        foreach (var line in lines)
        {
            if (line.StartsWith('#') || Split(line) is not { Count: Fields } fields)
                continue;
            if (wanted.Index().All(field => fields[field.Index] == "*" || Plain(fields[field.Index]) == field.Item))
                return Plain(fields[^1]);
        }

        return null;
    }

    /// <summary>Escapes are kept, so that an escaped <c>*</c> is none. Colons of the password need none.</summary>
    static List<string> Split(string line)
    {
        List<string> fields = [];
        var start = 0;
        for (var at = 0; at < line.Length && fields.Count < Fields - 1; at++)
        {
            if (line[at] == '\\')
                at++;
            else if (line[at] == ':')
            {
                fields.Add(line[start..at]);
                start = at + 1;
            }
        }

        fields.Add(line[start..]);
        return fields;
    }

    static string Plain(string field)
    {
        if (!field.Contains('\\'))
            return field;
        var plain = new System.Text.StringBuilder();
        for (var at = 0; at < field.Length; at++)
        {
            if (field[at] == '\\' && at + 1 < field.Length)
                at++;
            plain.Append(field[at]);
        }

        return plain.ToString();
    }
}
