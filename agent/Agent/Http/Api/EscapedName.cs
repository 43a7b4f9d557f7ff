using System.Globalization;
using System.Text;

namespace MetricsAgent.Http.Api;

/// <summary>
/// Label names in the path of a URL, as Prometheus 3 escapes those that are not of letters, digits and underscores: <c>U__</c>, then <c>__</c>
/// for an underscore and <c>_2e_</c> for the character of that code.
/// </summary>
static class EscapedName
{
    const string Prefix = "U__";
    const int LongestCode = 6;

    /// <summary>The name; the same text where it is not such an escape.</summary>
    internal static string Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return text;
        var name = new StringBuilder();
        for (var i = Prefix.Length; i < text.Length; i++)
        {
            if (text[i] != '_')
            {
                name.Append(text[i]);
                continue;
            }

            var end = text.IndexOf('_', i + 1);
            if (end < 0 || end - i - 1 > LongestCode)
                return text;
            if (end == i + 1)
                name.Append('_');
            else if (int.TryParse(text.AsSpan(i + 1, end - i - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
                name.Append(new Rune(code));
            else
                return text;
            i = end;
        }

        return name.ToString();
    }
}
