namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>One scrape of the agent between two of node_exporter, family by family.</summary>
internal sealed class NodeComparison(
    IReadOnlyDictionary<string, ScrapedFamily> before, IReadOnlyDictionary<string, ScrapedFamily> ours, IReadOnlyDictionary<string, ScrapedFamily> after)
{
    /// <summary>For numbers that were written with different precision.</summary>
    const double Rounding = 1e-9;

    readonly List<string> complaints = [];

    /// <summary>Names that both have.</summary>
    internal IEnumerable<string> Common => before.Keys.Intersect(after.Keys).Intersect(ours.Keys).Order(StringComparer.Ordinal);

    /// <summary>A family of nothing that is known says that there is nothing.</summary>
    internal IEnumerable<string> OnlyTheirs => (
        from family in before.Values.Concat(after.Values)
        where !ours.ContainsKey(family.Name) && !family.Samples.All(NodeAllowance.IsUnknown)
        orderby family.Name
        select family.Name).Distinct();

    internal IEnumerable<string> OnlyOurs => ours.Keys.Except(before.Keys).Order(StringComparer.Ordinal);

    /// <summary>Everything that differs and may not, a line each.</summary>
    internal IReadOnlyList<string> Complaints()
    {
        complaints.AddRange(
            from family in OnlyTheirs
            where !NodeAllowance.Covers(NodeAllowance.Missing.Select(missing => missing.Family), family)
            select $"{family} is missing");
        foreach (var family in Common)
            Compare(before[family], ours[family], after[family]);
        return complaints;
    }

    void Compare(ScrapedFamily first, ScrapedFamily own, ScrapedFamily last)
    {
        if (own.Type != first.Type)
            complaints.Add($"{own.Name} is a {own.Type}, and a {first.Type} there");
        if (own.Help.Length == 0)
            complaints.Add($"{own.Name} has no help");

        var (low, mine, high) = (Values(first), Values(own), Values(last));
        if (!NodeAllowance.Covers(NodeAllowance.Series.Select(series => series.Family), own.Name))
        {
            complaints.AddRange(from series in low.Keys.Intersect(high.Keys).Except(mine.Keys) select $"{series} is missing");
            complaints.AddRange(from series in mine.Keys.Except(low.Keys.Union(high.Keys)) where !NodeAllowance.IsOwnRoot(series) select $"{series} is not there");
        }

        if (NodeAllowance.Covers(NodeAllowance.Moving.Concat(NodeAllowance.Values.Select(values => values.Family)), own.Name))
            return;
        foreach (var series in mine.Keys.Intersect(low.Keys).Intersect(high.Keys))
        {
            var tolerance = (Rounding * Math.Abs(mine[series])) + (own.Name.StartsWith("node_cpu_", StringComparison.Ordinal) ? NodeAllowance.CpuTolerance : 0);
            if (mine[series] < Math.Min(low[series], high[series]) - tolerance || mine[series] > Math.Max(low[series], high[series]) + tolerance)
                complaints.Add($"{series} is {mine[series]:R}, and {low[series]:R} to {high[series]:R} there");
        }
    }

    /// <summary>Values by series; an empty label is none.</summary>
    static Dictionary<string, double> Values(ScrapedFamily family) => (
        from sample in family.Samples
        where !NodeAllowance.IsUnknown(sample)
        let labels = sample.Labels.Where(label => label.Value.Length > 0).ToDictionary()
        select new ScrapedSample(sample.Name, new SortedDictionary<string, string>(labels, StringComparer.Ordinal), sample.Value))
        .ToDictionary(sample => sample.Series, sample => sample.Value);
}
