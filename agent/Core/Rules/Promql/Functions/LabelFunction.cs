using System.Text.RegularExpressions;

namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>A function that gives a series other labels.</summary>
/// <param name="Apply">From the labels of a series to those it gets.</param>
/// <param name="Fault">Why it can be applied to none; null where it can.</param>
sealed record LabelFunction(Func<Labels, Labels> Apply, string? Fault)
{
    /// <summary><c>label_join(v, destination, separator, sources…)</c>: a label made of others.</summary>
    internal static LabelFunction Join(string destination, string separator, string[] sources) => new(
        labels => labels.With(destination, string.Join(separator, sources.Select(source => labels[source]))),
        sources.Contains("") ? "invalid source label name in label_join(): "
        : destination.Length == 0 ? "invalid destination label name in label_join(): "
        : null);

    /// <summary><c>label_replace(v, destination, replacement, source, pattern)</c>: a label made from another one, where that matches.</summary>
    internal static LabelFunction Replace(string destination, string replacement, string source, string pattern)
    {
        Regex regex;
        try
        {
            regex = GoPattern.Whole(pattern);
        }
        catch (ArgumentException)
        {
            return new(labels => labels, $"invalid regular expression in label_replace(): {pattern}");
        }

        return new(
            labels => regex.Match(labels[source]) is { Success: true } match ? labels.With(destination, GoReplacement.Expand(replacement, match)) : labels,
            destination.Length == 0 ? "invalid destination label name in label_replace(): " : null);
    }
}
