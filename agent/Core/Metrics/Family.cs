using System.Text;

namespace MetricsAgent.Metrics;

/// <summary>
/// One metric family: the full name that users search for, its kind, help and label names. Immutable and checked when it is
/// declared; everything that documents, exposes or checks metrics reads this.
/// </summary>
public sealed class Family
{
    /// <exception cref="ArgumentException">A name, a label name, the help or a bound breaks the exposition format's rules.</exception>
    internal Family(string name, FamilyKind kind, string help, IEnumerable<string> labels, IEnumerable<double>? bounds = null)
    {
        Name = name;
        Kind = kind;
        Help = help;
        Labels = [.. labels];
        Bounds = bounds is null ? [] : [.. bounds];
        FamilyRules.Check(this);
        Utf8Name = Encoding.UTF8.GetBytes(name);
    }

    public string Name { get; }

    public FamilyKind Kind { get; }

    /// <summary>One sentence that gives the unit.</summary>
    public string Help { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>Upper bounds of a histogram's buckets, ascending, without <c>+Inf</c>; a summary's quantiles, ascending; empty for the other kinds.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>The names that no other family may have.</summary>
    public IReadOnlyList<string> SampleNames => Kind switch
    {
        FamilyKind.Histogram => [Name, $"{Name}_bucket", $"{Name}_sum", $"{Name}_count"],
        FamilyKind.Summary => [Name, $"{Name}_sum", $"{Name}_count"],
        _ => [Name],
    };

    /// <summary>Whether a name that is made at run time can be a family's.</summary>
    public static bool IsName(string name) => FamilyRules.IsName(name);

    /// <summary>Numbers stored for one label set: 1, or a histogram's buckets or a summary's quantiles, its count and its sum.</summary>
    internal int Width => HasParts ? Bounds.Count + 2 : 1;

    /// <summary>A label set has several numbers.</summary>
    internal bool HasParts => Kind is FamilyKind.Histogram or FamilyKind.Summary;

    internal byte[] Utf8Name { get; }

    public override string ToString() => Labels.Count == 0 ? Name : $"{Name}{{{string.Join(',', Labels)}}}";
}
