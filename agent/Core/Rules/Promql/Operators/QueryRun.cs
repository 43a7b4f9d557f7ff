namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>What all operators of one evaluation share: its times, its limits and what it warns about.</summary>
sealed class QueryRun(ISeriesSource source, EvaluationLimits limits)
{
    readonly List<string> warnings = [];

    /// <summary>Those of a query's selectors in turn: what one query has read, no other needs.</summary>
    readonly List<List<SeriesWindow>> selections = [];

    int selected;

    /// <summary>For whoever looks for what is the same, while it looks.</summary>
    internal HashSet<Labels> Seen { get; } = [];

    internal EvaluationLimits Limits { get; } = limits;

    /// <summary>The first step.</summary>
    internal long Start { get; private set; }

    /// <summary>The last step.</summary>
    internal long End { get; private set; }

    /// <summary>Samples that are in memory: read by this step, or made by it and those before.</summary>
    internal long Held { get; private set; }

    internal IReadOnlyList<string> Warnings => warnings.Count == 0 ? [] : [.. warnings];

    internal void Begin(long start, long end)
    {
        (Start, End, Held) = (start, end, 0);
        selected = 0;
        warnings.Clear();
    }

    /// <returns>Good until the next query, for whoever asks to change.</returns>
    internal List<SeriesWindow> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to)
    {
        if (selected == selections.Count)
            selections.Add([]);
        var into = selections[selected++];
        into.Clear();
        source.Select(matchers, from, to, into);
        return into;
    }

    /// <summary>Takes note of samples read or made, and ends what has gone on for too long.</summary>
    /// <exception cref="EvaluationException">Too many, or cancelled.</exception>
    internal void Count(int more)
    {
        Held += more;
        if (Held > Limits.Samples)
            throw new EvaluationException("query processing would load too many samples into memory in query execution");
        if (Limits.Cancel.IsCancellationRequested)
            throw new EvaluationException("query was canceled in expression evaluation");
    }

    /// <summary>A step is over, and of what it has read only this much is still held.</summary>
    internal void Release(long held) => Held = held;

    internal void Warn(string warning)
    {
        if (!warnings.Contains(warning))
            warnings.Add(warning);
    }

    /// <summary>That a quantile is none, as Prometheus warns.</summary>
    internal void WarnOfQuantile(double quantile)
    {
        if (!(quantile >= 0 && quantile <= 1))
            Warn($"PromQL warning: quantile value should be between 0 and 1, got {PromqlNumber.Format(quantile)}");
    }
}
