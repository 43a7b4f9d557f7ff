using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Lint;

/// <summary>What somebody who wrote what is no PromQL probably meant, behind Prometheus' words for it; empty where nobody can tell.</summary>
static partial class ExpressionHint
{
    internal static string For(string text, PromqlException error)
    {
        if (UnknownFunction().Match(error.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups["name"].Value;
            return Suggestion.For(name, PromqlParser.Functions.Concat(Aggregates)) is { } near ? $" (did you mean {near}?)" : "";
        }

        if (error.Message.Contains("BOOL modifier", StringComparison.Ordinal))
            return " (two numbers are compared here, with no series between them: name what is measured, or write 'bool' behind the operator)";
        var at = Math.Clamp(error.Position, 0, text.Length);
        foreach (var (written, meant) in Foreign)
        {
            // The place is that of the sign, or of what comes behind its first letter.
            if (text.AsSpan(at).StartsWith(written) || (at > 0 && text.AsSpan(at - 1).StartsWith(written)))
                return $" (for {written}, PromQL has {meant})";
        }

        if (LoneEqual().IsMatch(text[at..]) && text.AsSpan(0, at).Count('{') == text.AsSpan(0, at).Count('}'))
            return " (for =, PromQL has ==)";
        return at > 0 && Percent().IsMatch(text[..at]) ? " (% is the remainder of a division: write 80% as 0.8, or 80 where the metric counts to 100)" : "";
    }

    static readonly string[] Aggregates = ["sum", "avg", "count", "min", "max", "group", "stddev", "stdvar", "topk", "bottomk", "count_values", "quantile"];

    static readonly (string Written, string Meant)[] Foreign =
    [
        ("=>", ">="),
        ("=<", "<="),
        ("<>", "!="),
        ("&&", "and"),
        ("||", "or"),
    ];

    [GeneratedRegex("unknown function with name \"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownFunction();

    [GeneratedRegex(@"\A=(?![=~])")]
    private static partial Regex LoneEqual();

    [GeneratedRegex(@"[0-9]\s*%\s*\z")]
    private static partial Regex Percent();
}
