namespace MetricsAgent.Collectors.Node;

/// <summary>Paths with wildcards as node_exporter takes them: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c> within one name, and a backslash before what is meant as it is.</summary>
static class PathGlob
{
    /// <summary>The directories that a pattern finds, sorted; the pattern itself where it has no wildcard or finds none.</summary>
    internal static IReadOnlyList<string> Directories(string pattern)
    {
        if (!HasWildcard(pattern))
            return [pattern];
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Walk(pattern.StartsWith('/') ? "/" : "", pattern.Split('/', StringSplitOptions.RemoveEmptyEntries), found);
        return found.Count > 0 ? [.. found] : [pattern];
    }

    internal static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*')
            {
                for (var start = 0; start <= name.Length; start++)
                {
                    if (Matches(pattern[1..], name[start..]))
                        return true;
                }

                return false;
            }

            if (name.IsEmpty || !MatchesOne(ref pattern, name[0]))
                return false;
            name = name[1..];
        }

        return name.IsEmpty;
    }

    static bool HasWildcard(ReadOnlySpan<char> pattern) => pattern.ContainsAny("*?[\\");

    static void Walk(string root, ReadOnlySpan<string> names, SortedSet<string> found)
    {
        if (names.IsEmpty)
        {
            found.Add(root);
            return;
        }

        if (!HasWildcard(names[0]))
        {
            var path = Path.Join(root, names[0]);
            if (Directory.Exists(path))
                Walk(path, names[1..], found);
            return;
        }

        try
        {
            foreach (var directory in Directory.EnumerateDirectories(root.Length == 0 ? "." : root))
            {
                var name = Path.GetFileName(directory);
                if (Matches(names[0], name))
                    Walk(Path.Join(root, name), names[1..], found);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone while it was walked, or not ours to walk.
        }
    }

    /// <summary>Takes the part of the pattern that stands for one character.</summary>
    static bool MatchesOne(ref ReadOnlySpan<char> pattern, char c)
    {
        var first = pattern[0];
        pattern = pattern[1..];
        switch (first)
        {
            case '?':
                return true;
            case '[':
                return MatchesClass(ref pattern, c);
            case '\\' when !pattern.IsEmpty:
                first = pattern[0];
                pattern = pattern[1..];
                return first == c;
            default:
                return first == c;
        }
    }

    /// <summary>What follows the bracket. One that does not end matches nothing.</summary>
    static bool MatchesClass(ref ReadOnlySpan<char> pattern, char c)
    {
        var isNegated = pattern.StartsWith("^");
        if (isNegated)
            pattern = pattern[1..];
        var (isFound, isFirst) = (false, true);
        while (!pattern.IsEmpty && (isFirst || pattern[0] != ']'))
        {
            var low = Take(ref pattern);
            var high = low;
            if (pattern.Length > 1 && pattern[0] == '-' && pattern[1] != ']')
            {
                pattern = pattern[1..];
                high = Take(ref pattern);
            }

            isFound |= c >= low && c <= high;
            isFirst = false;
        }

        if (pattern.IsEmpty)
            return false;
        pattern = pattern[1..];
        return isFound != isNegated;
    }

    static char Take(ref ReadOnlySpan<char> pattern)
    {
        if (pattern[0] == '\\' && pattern.Length > 1)
            pattern = pattern[1..];
        var c = pattern[0];
        pattern = pattern[1..];
        return c;
    }
}
