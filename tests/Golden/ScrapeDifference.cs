namespace MetricsAgent.Tests.Golden;

/// <summary>What one masked scrape has and another has not, so that a golden shows only what a server's role adds and takes away.</summary>
internal static class ScrapeDifference
{
    /// <returns>Lines with <c>-</c> that are gone and lines with <c>+</c> that are new, by name.</returns>
    internal static string Of(string usual, string other)
    {
        var (before, after) = (Lines(usual), Lines(other));
        var changes = before.Except(after).Select(line => (Line: line, Sign: '-')).Concat(after.Except(before).Select(line => (Line: line, Sign: '+')));
        return string.Concat(changes.OrderBy(change => Name(change.Line), StringComparer.Ordinal).Select(change => $"{change.Sign} {change.Line}\n"));
    }

    /// <summary>A family's type is before its samples.</summary>
    static string Name(string line) => line.Replace("# TYPE ", "", StringComparison.Ordinal);

    /// <summary>With the types: a family that is there altogether or not at all shows its own. Helps are in the whole scrape's golden.</summary>
    static HashSet<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !IsLeftOut(line))];

    /// <summary>Families whose samples the mask leaves out show their type now and then.</summary>
    static bool IsLeftOut(string line) =>
        line.StartsWith("# HELP ", StringComparison.Ordinal) || line.StartsWith("# TYPE pg_stat_io_", StringComparison.Ordinal);
}
