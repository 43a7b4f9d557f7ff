using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config.Reading;

/// <summary>
/// Everything wrong with one file, and where each key of it is. Keys are named by their path, <c>collectors.probe.targets[0].url</c>.
/// </summary>
internal sealed class Problems(string file)
{
    readonly List<ConfigError> errors = [];
    readonly Dictionary<string, Position> positions = [];
    readonly HashSet<string> broken = [];

    /// <summary>The file has this key, with a value here.</summary>
    public void Found(string path, Position at) => positions[path] = at;

    public bool Has(string path) => positions.ContainsKey(path);

    /// <summary>The value cannot be read; no validator may say more about it.</summary>
    public void Broken(string path, Position at, string message)
    {
        broken.Add(path);
        Add(at, $"{Name(path)} {message}");
    }

    public void Add(Position at, string message) => errors.Add(new ConfigError(file, at.Line, at.Column, message));

    /// <summary>
    /// A value that was read breaks a rule, <c>path message</c>. The place is that of the value, or of the section that lacks
    /// it. Nothing is said if the value or another that the rule <paramref name="compares"/> it with is broken already.
    /// </summary>
    public void Report(string path, string message, params ReadOnlySpan<string> compares)
    {
        foreach (var other in compares)
            if (IsBroken(other))
                return;
        if (!IsBroken(path))
            Add(Where(path), $"{Name(path)} {message}");
    }

    public ConfigResult Result(AgentConfig config) => errors.Count == 0 ? new(config, []) : new(null, Sorted());

    public ConfigResult Only(Position at, string message)
    {
        Add(at, message);
        return new(null, Sorted());
    }

    /// <summary>A path for people.</summary>
    public static string Name(string path) => path.Length == 0 ? "the configuration" : path;

    // An anchored value is read once for each alias and may break the same rule each time.
    List<ConfigError> Sorted() => [.. errors.Distinct().OrderBy(error => error.Line).ThenBy(error => error.Column)];

    bool IsBroken(string path) => Paths(path).Any(broken.Contains)
        || broken.Any(each => each.StartsWith(path, StringComparison.Ordinal) && each.Length > path.Length && each[path.Length] is '.' or '[');

    Position Where(string path) =>
        Paths(path).Select(each => positions.TryGetValue(each, out var at) ? at : default).FirstOrDefault(at => at != default, new Position(1, 1));

    // The path itself, then what contains it, up to the root. A key may itself contain '.' or '[': such a prefix is no path.
    static IEnumerable<string> Paths(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOfAny(['.', '['], end - 1))
            yield return path[..end];
        yield return "";
    }
}
