using System.Collections;

namespace MetricsAgent.Metrics;

/// <summary>The families of one collector, declared once as its static fields: <c>Families.Counter("node_forks_total", "…")</c>.</summary>
/// <param name="source">What they are read from, as a user would look it up: a kernel file, a catalog view, an API.</param>
public sealed class FamilySet(string source) : IReadOnlyList<Family>
{
    readonly List<Family> families = [];
    readonly List<FamilyPattern> patterns = [];

    public string Source { get; } = source;

    /// <summary>Families that are known only at run time, described for the documentation.</summary>
    public IReadOnlyList<FamilyPattern> Patterns => patterns;

    public int Count => families.Count;

    public Family this[int index] => families[index];

    public Family Counter(string name, string help, params string[] labels) => Declare(new(name, FamilyKind.Counter, help, labels));

    public Family Gauge(string name, string help, params string[] labels) => Declare(new(name, FamilyKind.Gauge, help, labels));

    public Family Untyped(string name, string help, params string[] labels) => Declare(new(name, FamilyKind.Untyped, help, labels));

    public Family Info(string name, string help, params string[] labels) => Declare(new(name, FamilyKind.Info, help, labels));

    /// <param name="bounds">Upper bounds, ascending, without <c>+Inf</c>.</param>
    public Family Histogram(string name, string help, double[] bounds, params string[] labels) =>
        bounds.Length > 0 ? Declare(new(name, FamilyKind.Histogram, help, labels, bounds)) : throw new ArgumentException($"{name} has no bounds.");

    /// <summary>Announces families that <see cref="Samples.Open"/> opens at run time.</summary>
    /// <param name="name">The name with its variable part in angle brackets: <c>node_memory_&lt;Field&gt;_bytes</c>.</param>
    public FamilyPattern Pattern(string name, FamilyKind kind, string help, params string[] labels)
    {
        var pattern = new FamilyPattern(name, kind, help, labels);
        patterns.Add(pattern);
        return pattern;
    }

    public IEnumerator<Family> GetEnumerator() => families.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    Family Declare(Family family)
    {
        if (families.Exists(other => other.Name == family.Name))
            throw new ArgumentException($"{family.Name} is declared twice.");
        families.Add(FamilyRules.CheckHelp(family));
        return family;
    }
}

/// <summary>Families whose names are known only at run time; see <see cref="FamilySet.Pattern"/>.</summary>
public sealed record FamilyPattern(string Name, FamilyKind Kind, string Help, IReadOnlyList<string> Labels)
{
    /// <summary>Whether a name is one of these. One that begins with its variable part says too little, and is nobody's.</summary>
    public bool Covers(string name)
    {
        var (start, end) = (Name.IndexOf('<', StringComparison.Ordinal), Name.LastIndexOf('>') + 1);
        return start > 0 && name.Length > start + Name.Length - end
            && name.StartsWith(Name[..start], StringComparison.Ordinal) && name.EndsWith(Name[end..], StringComparison.Ordinal);
    }
}
