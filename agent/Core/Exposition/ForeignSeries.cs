using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>A name with labels as another program writes them, and which number of which metric that is.</summary>
/// <param name="key">As it is written.</param>
sealed class ForeignSeries(byte[] key)
{
    ForeignFamily? owner;
    SampleRole role;

    internal byte[] Key => key;

    /// <summary>What came behind it the last time, and nearly always does again.</summary>
    internal ForeignSeries? Next { get; set; }

    /// <summary>The poll that last had it. A bucket's bound can change while its metric stays.</summary>
    internal int Poll { get; set; }

    internal ForeignMetric? Metric { get; private set; }

    /// <summary>Why it is no metric's.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Of a bucket or a quantile.</summary>
    internal double Bound { get; private set; } = double.NaN;

    internal bool IsOf(ForeignFamily family, SampleRole asRole) => owner == family && role == asRole;

    internal void Resolve(ForeignFamily family, SampleRole asRole, ReadOnlySpan<byte> text, ForeignLabels labels)
    {
        (owner, role, Metric, Bound) = (family, asRole, null, double.NaN);
        var own = asRole is SampleRole.Value or SampleRole.Created ? null : FamilyRules.OwnLabel(family.Declared);
        var found = labels.Read(text);
        Fault = found.Find(label => label.Name != own && !FamilyRules.IsLabel(label.Name)).Name is { } bad ? $"'{bad}' is a label of Prometheus' own"
            : found.DistinctBy(label => label.Name).Count() < found.Count ? "a label comes twice"
            : OwnFault(found.Find(label => label.Name == own).Value, own);
        if (Fault is not null)
            return;

        // An empty label is none, though a target that is honoured keeps one of its own off with it. The order is of no meaning.
        found.RemoveAll(label => label.Name == own);
        labels.AddTo(found);
        found.RemoveAll(label => label.Value.Length == 0);
        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        Metric = family.Metric([.. found.Select(label => label.Name)], [.. found.Select(label => label.Value)]);
    }

    string? OwnFault(string? value, string? own)
    {
        if (role is not (SampleRole.Bucket or SampleRole.Quantile))
            return value is null ? null : $"a sum or a count has no '{own}'";
        if (value is null || !SampleNumber.TryParse(Encoding.UTF8.GetBytes(value), out var bound) || double.IsNaN(bound))
            return $"'{own}' is missing, or no number";
        if (double.IsInfinity(bound) && (role == SampleRole.Quantile || bound < 0))
            return $"'{own}' is not finite";
        Bound = bound;
        return null;
    }
}
