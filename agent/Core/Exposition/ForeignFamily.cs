using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>A family of another program: what the texts of a poll say of it. The first one's word stands.</summary>
/// <param name="isWanted">Whether anything of it is kept.</param>
sealed class ForeignFamily(string name, byte[] utf8Name, bool isWanted)
{
    /// <summary>A cache: label names and bounds that change all the time must not grow it.</summary>
    const int MostShapes = 64;

    readonly Dictionary<byte[], ForeignMetric> metrics = new(Utf8Comparer.Instance);
    readonly List<Family> shapes = [];
    readonly List<string> sources = [];
    string madeHelp = "";
    string[] madeFor = [];
    byte[] helpBytes = [];
    string helpText = "";
    byte[] unitBytes = [];
    string unitText = "";

    internal string Name => name;

    internal byte[] Utf8Name => utf8Name;

    internal bool IsWanted => isWanted;

    /// <summary>Whether others have to go by what it is.</summary>
    internal bool IsClaimed { get; set; }

    /// <summary>The poll that last had a line on it.</summary>
    internal int Poll { get; private set; }

    internal FamilyKind Kind { get; private set; }

    /// <summary>What a text says of it, or which ones have it.</summary>
    internal string Help { get; private set; } = "";

    internal string Unit { get; private set; } = "";

    /// <summary>The text whose kind stands; empty before there is a sample.</summary>
    internal string FirstSource => sources.Count > 0 ? sources[0] : "";

    // Numbers of texts, which no two texts share.
    internal long TypedIn { get; private set; }

    internal long HelpedIn { get; private set; }

    internal long SampledIn { get; private set; }

    internal long RefusedIn { get; set; }

    /// <summary>What the text that is being read declares.</summary>
    internal FamilyKind Declared { get; private set; }

    internal void Begin(int poll)
    {
        if (Poll == poll)
            return;
        Poll = poll;
        sources.Clear();
        Help = "";
        Unit = "";
    }

    internal void Type(FamilyKind kind, long text) => (Declared, TypedIn) = (kind, text);

    internal void Measure(ReadOnlySpan<byte> unit)
    {
        if (!unit.SequenceEqual(unitBytes))
            (unitBytes, unitText) = (unit.ToArray(), Encoding.UTF8.GetString(unit));
        Unit = unitText;
    }

    /// <returns>False when another text has another help.</returns>
    internal bool TryHelp(ReadOnlySpan<byte> help, long text)
    {
        HelpedIn = text;
        if (!help.SequenceEqual(helpBytes))
            (helpBytes, helpText) = (help.ToArray(), TextLabels.Unescape(help));
        if (string.IsNullOrWhiteSpace(helpText) || Help == helpText)
            return true;
        if (Help.Length > 0)
            return false;
        Help = helpText;
        return true;
    }

    /// <summary>The first sample of a text.</summary>
    /// <returns>False when another text has samples of another kind.</returns>
    internal bool TrySample(string source, long text)
    {
        SampledIn = text;
        var kind = TypedIn == text ? Declared : FamilyKind.Untyped;
        if (sources.Count > 0 && kind != Kind)
            return false;
        Kind = kind;
        sources.Add(source);
        return true;
    }

    /// <summary>What node_exporter says where the texts say nothing.</summary>
    internal void SettleHelp()
    {
        if (Help.Length > 0)
            return;
        if (!sources.SequenceEqual(madeFor))
            (madeFor, madeHelp) = ([.. sources], $"Metric read from {string.Join(", ", sources)}");
        Help = madeHelp;
    }

    internal ForeignMetric Metric(string[] names, string[] values)
    {
        var key = LabelText.Render(names, values);
        if (!metrics.TryGetValue(key, out var metric))
            metrics.Add(key, metric = new(this, names, values));
        return metric;
    }

    internal Family Shape(string[] labels, IEnumerable<double> bounds)
    {
        var family = new Family(name, Kind, Help, labels, bounds, Unit);
        if (shapes.Find(IsSame) is { } known)
            return known;
        if (shapes.Count == MostShapes)
            shapes.Clear();
        shapes.Add(family);
        return family;

        bool IsSame(Family other) =>
            other.Kind == family.Kind && other.Help == family.Help && other.Unit == family.Unit && other.Labels.SequenceEqual(family.Labels) && other.Bounds.SequenceEqual(family.Bounds);
    }

    internal void Forget(int poll)
    {
        foreach (var (key, metric) in metrics)
        {
            if (metric.Poll != poll)
                metrics.Remove(key);
        }
    }
}
