namespace MetricsAgent.Config.RuleFiles;

/// <summary>Files that a path, a directory or a pattern such as <c>rules/*.yml</c> stands for.</summary>
public static class RulePaths
{
    /// <param name="problem">Why there is none; null where there is one, whether or not it can be read.</param>
    public static IReadOnlyList<string> Find(string pattern, out string? problem)
    {
        problem = null;
        try
        {
            if (Directory.Exists(pattern))
                return Some(Directory.GetFiles(pattern).Where(path => Path.GetExtension(path) is ".yml" or ".yaml"), out problem);
            if (!Path.GetFileName(pattern).AsSpan().ContainsAny('*', '?'))
                return [pattern];
            var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } parent ? parent : ".";
            return Some(Directory.GetFiles(folder, Path.GetFileName(pattern)), out problem);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = error is DirectoryNotFoundException ? "is in no directory that exists" : $"cannot be read: {error.Message}";
            return [];
        }
    }

    /// <inheritdoc cref="Find(string, out string?)"/>
    /// <param name="errors">Takes the problem.</param>
    public static IReadOnlyList<string> Find(string pattern, ICollection<ConfigError> errors)
    {
        var files = Find(pattern, out var problem);
        if (problem is not null)
            errors.Add(new(pattern, 0, 0, problem));
        return files;
    }

    static string[] Some(IEnumerable<string> found, out string? problem)
    {
        string[] files = [.. found.Order(StringComparer.Ordinal)];
        problem = files.Length == 0 ? "no file of rules is there" : null;
        return files;
    }
}
