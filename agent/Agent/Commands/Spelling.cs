namespace MetricsAgent.Commands;

/// <summary>Guesses which word was meant.</summary>
static class Spelling
{
    /// <summary>The word that fewest edits away from what was typed, if that is few enough to be a slip.</summary>
    internal static string? Nearest(string typed, IEnumerable<string> words)
    {
        var (best, distance) = words.Select(word => (word, Distance(typed, word))).DefaultIfEmpty(("", int.MaxValue)).MinBy(pair => pair.Item2);
        return distance <= Math.Max(1, typed.Length / 3) ? best : null;
    }

    static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
