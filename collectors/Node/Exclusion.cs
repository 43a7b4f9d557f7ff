using System.Text.RegularExpressions;

namespace MetricsAgent.Collectors.Node;

/// <summary>Names that a configuration leaves out: a search, not a full match; linear time whatever the pattern; empty leaves out nothing.</summary>
internal sealed class Exclusion(string pattern)
{
    readonly Regex? regex = pattern.Length == 0 ? null : new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    internal bool Covers(string name) => regex?.IsMatch(name) ?? false;
}
