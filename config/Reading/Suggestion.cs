namespace MetricsAgent.Config.Reading;

/// <summary>What somebody who wrote an unknown word, in a configuration or on the command line, probably meant.</summary>
public static class Suggestion
{
    /// <returns>The known word nearest to this one, or null if none is near.</returns>
    public static string? For(string word, IEnumerable<string> known)
    {
        var written = Plain(word);
        if (written.Length > 64)
            return null;
        return known
            .Select(each => (Word: each, Distance: Distance(written, Plain(each))))
            .Where(each => each.Distance <= Math.Max(1, Math.Min(written.Length, each.Word.Length) / 3) || Extends(written, Plain(each.Word)))
            .OrderBy(each => each.Distance)
            .Select(each => each.Word)
            .FirstOrDefault();
    }

    // "warning" for "warn", "interval_seconds" for "interval".
    static bool Extends(string a, string b) => Math.Min(a.Length, b.Length) >= 3 && (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal));

    static string Plain(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    // Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                var substitution = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(substitution, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[a.Length, b.Length];
    }
}
