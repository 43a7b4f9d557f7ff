using System.Text;
using System.Text.RegularExpressions;

namespace MetricsAgent.Config.Values;

/// <summary>Who a mail is from or to: <c>ops@example.org</c>, or with a name before it, <c>Ops &lt;ops@example.org&gt;</c> (RFC 5322, section 3.4).</summary>
/// <param name="Name">Empty where there is none.</param>
public sealed partial record Mailbox(string Name, string Address)
{
    /// <summary>Mailboxes with commas between them; one in quotes belongs to a name. Null where one of them is none.</summary>
    public static IReadOnlyList<Mailbox>? Parse(string text)
    {
        List<Mailbox> all = [];
        foreach (var part in Split(text))
        {
            if (One(part.Trim()) is not { } mailbox)
                return null;
            all.Add(mailbox);
        }

        return all;
    }

    static Mailbox? One(string text)
    {
        var open = text.EndsWith('>') ? text.LastIndexOf('<') : -1;
        var (name, address) = open < 0 ? ("", text) : (Unquoted(text[..open].Trim()), text[(open + 1)..^1].Trim());
        return name is not null && IsAddress().IsMatch(address) ? new(name, address) : null;
    }

    /// <returns>Null where it could end a line, or is more than a name.</returns>
    static string? Unquoted(string name)
    {
        if (name.Any(char.IsControl))
            return null;
        if (name is not ['"', ..])
            return name.AsSpan().ContainsAny("<>\"@") ? null : name;
        if (name.Length < 2 || name[^1] != '"')
            return null;
        var text = new StringBuilder();
        for (var at = 1; at < name.Length - 1; at++)
        {
            if (name[at] == '"' || (name[at] == '\\' && ++at == name.Length - 1))
                return null;
            text.Append(name[at]);
        }

        return text.ToString();
    }

    static IEnumerable<string> Split(string text)
    {
        var (start, isQuoted) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
                isQuoted = !isQuoted;
            else if (isQuoted && text[at] == '\\')
                at++;
            else if (!isQuoted && text[at] == ',')
            {
                yield return text[start..at];
                start = at + 1;
            }
        }

        yield return text[start..];
    }

    // Not all that RFC 5322 allows: nothing that could end a line or an argument.
    [GeneratedRegex(@"^[^\s<>@,;:""()\[\]\\\p{C}]+@[^\s<>@,;:""()\\\p{C}]+\z")]
    private static partial Regex IsAddress();
}
