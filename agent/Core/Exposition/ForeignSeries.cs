using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>A name with labels as another program writes them, and which number of which metric that is.</summary>
sealed class ForeignSeries
{
    ForeignFamily? owner;
    SampleRole role;

    /// <summary>The poll that last had it. A bucket's bound can change while its metric stays.</summary>
    internal int Poll { get; set; }

    internal ForeignMetric? Metric { get; private set; }

    /// <summary>Why it is no metric's.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Of a bucket or a quantile.</summary>
    internal double Bound { get; private set; } = double.NaN;

    internal bool IsOf(ForeignFamily family, SampleRole asRole) => owner == family && role == asRole;

    internal void Resolve(ForeignFamily family, SampleRole asRole, ReadOnlySpan<byte> text)
    {
        (owner, role, Metric, Bound) = (family, asRole, null, double.NaN);
        var own = asRole == SampleRole.Value ? null : FamilyRules.OwnLabel(family.Declared);
        List<(string Name, string Value)> found = [];
        var labels = new TextLabels(text);
        while (labels.Next())
            found.Add((Encoding.UTF8.GetString(labels.Name), TextLabels.Unescape(labels.Value)));

        Fault = found.Find(label => label.Name != own && !FamilyRules.IsLabel(label.Name)).Name is { } bad ? $"'{bad}' is a label of Prometheus' own"
            : found.DistinctBy(label => label.Name).Count() < found.Count ? "a label comes twice"
            : OwnFault(found.Find(label => label.Name == own).Value, own);
        if (Fault is not null)
            return;

        // An empty label is none, and the order is of no meaning.
        (string Name, string Value)[] kept = [.. found.Where(label => label.Name != own && label.Value.Length > 0).OrderBy(label => label.Name, StringComparer.Ordinal)];
        Metric = family.Metric(Array.ConvertAll(kept, label => label.Name), Array.ConvertAll(kept, label => label.Value));
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
