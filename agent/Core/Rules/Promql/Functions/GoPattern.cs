using System.Text.RegularExpressions;

namespace MetricsAgent.Rules.Promql;

/// <summary>Regular expressions as Prometheus takes them: of the whole text, in linear time.</summary>
static class GoPattern
{
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It cannot be matched in linear time.</exception>
    internal static Regex Whole(string pattern) => new($@"\A(?s:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
