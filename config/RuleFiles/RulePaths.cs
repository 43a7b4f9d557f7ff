using MetricsAgent.Config;

namespace MetricsAgent.Rules;

/// <summary>Files that a path, a directory or a pattern such as <c>rules/*.yml</c> stands for.</summary>
static class RulePaths
{
    internal static IReadOnlyList<string> Find(string pattern, ICollection<ConfigError> errors)
    {
        try
        {
            if (Directory.Exists(pattern))
                return Some(pattern, Directory.GetFiles(pattern).Where(path => Path.GetExtension(path) is ".yml" or ".yaml"), errors);
            if (!Path.GetFileName(pattern).AsSpan().ContainsAny('*', '?'))
                return [pattern];
            var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } parent ? parent : ".";
            return Some(pattern, Directory.GetFiles(folder, Path.GetFileName(pattern)), errors);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add(new(pattern, 0, 0, error is DirectoryNotFoundException ? "is in no directory that exists" : $"cannot be read: {error.Message}"));
            return [];
        }
    }

    static string[] Some(string pattern, IEnumerable<string> found, ICollection<ConfigError> errors)
    {
        string[] files = [.. found.Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            errors.Add(new(pattern, 0, 0, "no file of rules is there"));
        return files;
    }
}
