using System.Globalization;
using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config.Reading;

/// <summary>
/// Everything wrong with one file, and where each key of it is. Keys are named by their path, <c>collectors.probe.targets[0].url</c>.
/// </summary>
/// <param name="whole">What the file is, in a sentence.</param>
internal sealed class Problems(string file, string whole = "the configuration")
{
    readonly List<ConfigError> errors = [];
    readonly List<ConfigError> warnings = [];
    readonly Dictionary<string, Position> positions = [];
    readonly HashSet<string> broken = [];
    readonly List<Problems> included = [];

    /// <summary>The file has this key, with a value here.</summary>
    public void Found(string path, Position at) => positions[path] = at;

    public bool Has(string path) => positions.ContainsKey(path);

    /// <summary>The value cannot be read; no validator may say more about it.</summary>
    public void Broken(string path, Position at, string message)
    {
        broken.Add(path);
        Add(at, $"{Name(path)} {message}");
    }

    public void Add(Position at, string message) => errors.Add(At(at, message));

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

    /// <summary>As <see cref="Report"/>, of what is probably not meant; the configuration stays valid.</summary>
    public void Warn(string path, string message) => warnings.Add(At(Where(path), $"warning: {Name(path)} {message}"));

    /// <summary>A path in a sentence.</summary>
    public string Name(string path) => path.Length == 0 ? whole : path;

    /// <summary>The place of a value in another's message.</summary>
    public string Place(string path)
    {
        var at = Where(path);
        return string.Create(CultureInfo.InvariantCulture, $"{file}:{at.Line}:{at.Column}");
    }

    /// <summary>Those of a file that this one names.</summary>
    public void Include(Problems problems) => included.Add(problems);

    /// <param name="config">Valid unless there is an error.</param>
    public ConfigResult Result(AgentConfig? config = null)
    {
        List<ConfigError> all = [.. included.Prepend(this).SelectMany(problems => problems.Sorted())];
        return new(all.Count == 0 ? config : null, all) { Warnings = [.. warnings.Distinct()] };
    }

    // An anchored value is read once for each alias and may break the same rule each time.
    List<ConfigError> Sorted() => [.. errors.Distinct().OrderBy(error => error.Line).ThenBy(error => error.Column)];

    public bool IsBroken(string path) => KeyPath.Upwards(path).Any(broken.Contains)
        || broken.Any(each => KeyPath.IsBelow(each, path));

    // One line each, whatever a quoted key or pattern holds.
    ConfigError At(Position at, string message) =>
        new(file, at.Line, at.Column, string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)));

    /// <summary>The place of a value, or of the nearest section around it.</summary>
    public Position Where(string path) =>
        KeyPath.Upwards(path).Select(each => positions.TryGetValue(each, out var at) ? at : default).FirstOrDefault(at => at != default, new Position(1, 1));
}
