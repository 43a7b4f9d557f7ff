using System.Text;
using System.Text.RegularExpressions;

namespace MetricsAgent.Rules;

/// <summary>A replacement text with <c>$1</c>, <c>$name</c>, <c>${name}</c> and <c>$$</c>, as Go's regexp package expands it.</summary>
static class GoReplacement
{
    internal static string Expand(string template, Match match)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var dollar = template.IndexOf('$', at);
            if (dollar < 0)
                return text.Append(template.AsSpan(at)).ToString();
            text.Append(template.AsSpan(at, dollar - at));
            at = dollar + 1;
            if (at < template.Length && template[at] == '$')
            {
                text.Append('$');
                at++;
            }
            else if (Name(template, ref at) is { } name)
            {
                text.Append(match.Groups[name].Value);
            }
            else
            {
                // What is no name is taken as it is.
                text.Append('$');
            }
        }

        return text.ToString();
    }

    /// <summary>The longest name of letters, digits and underscores, with or without braces.</summary>
    static string? Name(string template, ref int at)
    {
        var hasBrace = at < template.Length && template[at] == '{';
        var start = hasBrace ? at + 1 : at;
        var end = start;
        while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
            end++;
        if (end == start || (hasBrace && (end == template.Length || template[end] != '}')))
            return null;
        at = hasBrace ? end + 1 : end;
        return template[start..end];
    }
}
