namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>One scrape of the agent between two of postgres_exporter, family by family.</summary>
internal sealed class Comparison(
    int major, IReadOnlyDictionary<string, ScrapedFamily> before, IReadOnlyDictionary<string, ScrapedFamily> ours, IReadOnlyDictionary<string, ScrapedFamily> after)
{
    /// <summary>For numbers that were written with different precision.</summary>
    const double Rounding = 1e-9;

    readonly List<string> complaints = [];

    /// <summary>Names that both have.</summary>
    internal IEnumerable<string> Common => before.Keys.Intersect(after.Keys).Intersect(ours.Keys).Order(StringComparer.Ordinal);

    /// <summary>A family of nothing but NaN says that there is nothing.</summary>
    internal IEnumerable<string> OnlyTheirs =>
        from family in before.Values.Concat(after.Values)
        where !ours.ContainsKey(family.Name) && !family.Samples.All(sample => double.IsNaN(sample.Value))
        orderby family.Name
        select family.Name;

    internal IEnumerable<string> OnlyOurs => ours.Keys.Except(before.Keys).Order(StringComparer.Ordinal);

    /// <summary>Everything that differs, a line each.</summary>
    internal string Complaints()
    {
        foreach (var family in Common)
            Compare(before[family], ours[family], after[family], Difference.Of(family, major));
        return string.Join('\n', complaints);
    }

    void Compare(ScrapedFamily first, ScrapedFamily own, ScrapedFamily last, Difference allowed)
    {
        if (own.Type != (allowed.Type ?? first.Type))
            complaints.Add($"{own.Name} is a {own.Type}, and a {first.Type} there");
        if (own.Help.Length == 0)
            complaints.Add($"{own.Name} has no help");

        var (low, mine, high) = (Folded(first, allowed), Folded(own, allowed), Folded(last, allowed));
        if (!allowed.Series)
        {
            complaints.AddRange(from series in low.Keys.Intersect(high.Keys).Except(mine.Keys) select $"{series} is missing");
            complaints.AddRange(from series in mine.Keys.Except(low.Keys.Union(high.Keys)) select $"{series} is not there");
        }

        var shared = mine.Keys.Intersect(low.Keys).Intersect(high.Keys).ToArray();
        if (shared.Length == 0 && low.Keys.Intersect(high.Keys).Any())
            complaints.Add($"{own.Name} has no series in common");
        foreach (var series in shared)
        {
            var tolerance = series.Contains(allowed.Within, StringComparison.Ordinal) ? allowed.Tolerance : 0;
            tolerance += Rounding * Math.Abs(mine[series]);
            if (mine[series] < Math.Min(low[series], high[series]) - tolerance || mine[series] > Math.Max(low[series], high[series]) + tolerance)
                complaints.Add($"{series} is {mine[series]:R}, and {low[series]:R} to {high[series]:R} there");
        }
    }

    /// <summary>Values by series. The label of the server is what a target's own labels are; NaN is what the agent leaves out.</summary>
    static Dictionary<string, double> Folded(ScrapedFamily family, Difference allowed) => (
        from sample in family.Samples
        where !double.IsNaN(sample.Value)
        let labels = sample.Labels.Where(label => label.Key != "server" && !allowed.Folded.Contains(label.Key))
        group sample.Value by new ScrapedSample(sample.Name, new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal), 0).Series)
        .ToDictionary(series => series.Key, series => allowed.Fold(series));
}
