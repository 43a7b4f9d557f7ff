using System.Text;

namespace MetricsAgent.Metrics;

/// <summary>
/// One metric family: the full name that users search for, its kind, help and label names. Immutable and checked when it is
/// declared; everything that documents, exposes or checks metrics reads this.
/// </summary>
public sealed class Family
{
    readonly string[] labels;
    readonly double[] bounds;

    /// <exception cref="ArgumentException">A name, a label name, the help or a bound breaks the exposition format's rules.</exception>
    internal Family(string name, FamilyKind kind, string help, IEnumerable<string> labels, IEnumerable<double>? bounds = null, string unit = "")
    {
        Name = name;
        Kind = kind;
        Help = help;
        Unit = unit;
        this.labels = [.. labels];
        this.bounds = [.. bounds ?? []];
        FamilyRules.Check(this);
        Utf8Name = Encoding.UTF8.GetBytes(name);
    }

    public string Name { get; }

    public FamilyKind Kind { get; }

    /// <summary>One sentence that gives the unit; empty only for another program's that has none.</summary>
    public string Help { get; }

    /// <summary>As another program declares it in OpenMetrics; otherwise empty.</summary>
    public string Unit { get; }

    public IReadOnlyList<string> Labels => labels;

    /// <summary>With that of a histogram's buckets or a summary's quantiles.</summary>
    public IEnumerable<string> AllLabels => FamilyRules.OwnLabel(Kind) is { } own ? Labels.Append(own) : Labels;

    /// <summary>Upper bounds of a histogram's buckets, ascending, without <c>+Inf</c>; a summary's quantiles, ascending; empty for the other kinds.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <inheritdoc cref="Bounds"/>
    internal ReadOnlySpan<double> BoundNumbers => bounds;

    /// <summary>The names that no other family may have.</summary>
    public IReadOnlyList<string> SampleNames => SampleNamesOf(Name, Kind);

    /// <inheritdoc cref="SampleNames"/>
    internal static string[] SampleNamesOf(string name, FamilyKind kind) => kind switch
    {
        FamilyKind.Histogram => [name, $"{name}_bucket", $"{name}_sum", $"{name}_count"],
        FamilyKind.Summary => [name, $"{name}_sum", $"{name}_count"],
        FamilyKind.GaugeHistogram => [name, $"{name}_bucket", $"{name}_gsum", $"{name}_gcount"],
        _ => [name],
    };

    /// <summary>Whether a name that is made at run time can be a family's.</summary>
    public static bool IsName(string name) => FamilyRules.IsName(name);

    /// <summary>Whether two families of one name can be exposed as one, under the type of either.</summary>
    internal static bool CanShare(FamilyKind one, FamilyKind other) => one == other || !(WithParts(one) || WithParts(other));

    /// <summary>Numbers stored for one label set: 1, or a histogram's buckets or a summary's quantiles, its count and its sum.</summary>
    internal int Width => HasParts ? bounds.Length + 2 : 1;

    /// <summary>A label set has several numbers.</summary>
    internal bool HasParts => WithParts(Kind);

    /// <summary>Label names, without <see cref="AllLabels"/>'s own one.</summary>
    internal int LabelCount => labels.Length;

    internal byte[] Utf8Name { get; }

    static bool WithParts(FamilyKind kind) => kind is FamilyKind.Histogram or FamilyKind.Summary or FamilyKind.GaugeHistogram;

    public override string ToString() => Labels.Count == 0 ? Name : $"{Name}{{{string.Join(',', Labels)}}}";
}
