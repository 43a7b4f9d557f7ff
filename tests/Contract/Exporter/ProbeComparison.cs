namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>What both found of one target, family by family.</summary>
/// <param name="name">Label <c>name</c> of the agent's series, which those of <c>GET /probe</c> have not.</param>
internal sealed class ProbeComparison(string name, IReadOnlyDictionary<string, ScrapedFamily> theirs, IReadOnlyDictionary<string, ScrapedFamily> all)
{
    /// <summary>For numbers that were written with different precision.</summary>
    const double Rounding = 1e-9;

    readonly Dictionary<string, ScrapedFamily> ours = all.Where(family => family.Value.Samples.Any(sample => IsOf(sample, name))).ToDictionary();

    readonly bool hasFailed = theirs["probe_success"].Samples[0].Value == 0;

    internal IEnumerable<string> Common => theirs.Keys.Intersect(ours.Keys);

    internal IEnumerable<string> OnlyTheirs => theirs.Keys.Except(ours.Keys);

    internal IEnumerable<string> OnlyOurs => ours.Keys.Except(theirs.Keys);

    /// <summary>Everything that differs and may not, a line each.</summary>
    internal IEnumerable<string> Complaints() =>
        from complaint in OnlyTheirs.SelectMany(family => Lost(theirs[family], [])).Concat(Common.SelectMany(family => Compare(theirs[family], ours[family])))
        select $"{name}: {complaint}";

    IEnumerable<string> Compare(ScrapedFamily their, ScrapedFamily own)
    {
        if (own.Type != their.Type)
            yield return $"{own.Name} is a {own.Type}, and a {their.Type} there";
        if (own.Help.Length == 0)
            yield return $"{own.Name} has no help";
        if (Covers(ProbeAllowance.Series, own.Name))
            yield break;

        var (expected, mine) = (Values(their.Samples), Values(own.Samples.Where(sample => IsOf(sample, name))));
        foreach (var complaint in Lost(their, mine))
            yield return complaint;
        foreach (var series in mine.Keys.Except(expected.Keys))
            yield return $"{series} is not there";
        if (NodeAllowance.Covers(ProbeAllowance.Times, own.Name) || (hasFailed && Covers(ProbeAllowance.Failed, own.Name)))
            yield break;
        foreach (var series in mine.Keys.Intersect(expected.Keys).Where(series => Math.Abs(mine[series] - expected[series]) > Rounding * Math.Abs(expected[series])))
            yield return $"{series} is {mine[series]:R}, and {expected[series]:R} there";
    }

    IEnumerable<string> Lost(ScrapedFamily their, Dictionary<string, double> mine) =>
        from series in Values(their.Samples)
        where !mine.ContainsKey(series.Key)
            && !((series.Value == 0 || (hasFailed && NodeAllowance.Covers(ProbeAllowance.Times, their.Name))) && Covers(ProbeAllowance.UnknownIsZero, their.Name))
            && !Covers(ProbeAllowance.Missing, their.Name)
        select $"{series.Key} {series.Value:R} is missing";

    static bool IsOf(ScrapedSample sample, string name) => !sample.Labels.TryGetValue("name", out var own) || own == name;

    static bool Covers((string Family, string Why)[] allowed, string family) => NodeAllowance.Covers(allowed.Select(each => each.Family), family);

    /// <summary>Without the labels that a Prometheus adds to what blackbox_exporter says.</summary>
    static Dictionary<string, double> Values(IEnumerable<ScrapedSample> samples) => samples.ToDictionary(
        sample => new ScrapedSample(sample.Name, new SortedDictionary<string, string>(sample.Labels.Where(label => label.Key is not ("name" or "target")).ToDictionary(), StringComparer.Ordinal), 0).Series,
        sample => sample.Value);
}
