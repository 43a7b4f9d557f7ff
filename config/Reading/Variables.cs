using System.Text.RegularExpressions;

namespace MetricsAgent.Config.Reading;

/// <summary>
/// <c>${NAME}</c> and <c>${NAME:-default}</c> inside of values, <c>$$</c> for a dollar sign. Works on values, not on text, so
/// no value of a variable can become YAML; a variable's own dollar signs mean nothing.
/// </summary>
internal sealed partial class Variables(Func<string, string?> environment)
{
    /// <param name="text">A scalar as it is written.</param>
    /// <param name="problem">Called for each variable that has no value; the result is then of no use.</param>
    public string Expand(string text, Action<string> problem) => Reference().Replace(text, match =>
    {
        if (match.Value == "$$")
            return "$";
        if (!match.Groups["name"].Success)
        {
            problem($"has {Quote.Text(match.Value)}, which is no variable: write ${{NAME}} or ${{NAME:-default}}, or $${{ for the text itself");
            return "";
        }
        var (name, otherwise) = (match.Groups["name"].Value, match.Groups["default"]);
        var value = environment(name);
        // As in a shell, ':-' is for variables that are empty, too.
        if (otherwise.Success && string.IsNullOrEmpty(value))
            return otherwise.Value;
        if (value is null)
            problem($"needs the environment variable {name}, which is not set (${{{name}:-default}} gives a default)");
        return value ?? "";
    });

    /// <summary>Text that expands to this.</summary>
    public static string Escape(string text) => Escaped().Replace(text, "$$$$");

    [GeneratedRegex(@"\$\$|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}|\$\{[^}]*\}?", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\$(?=[\$\{])")]
    private static partial Regex Escaped();
}
