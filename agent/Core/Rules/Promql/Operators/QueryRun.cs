namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>What all operators of one evaluation share: its times, its limits and what it warns about.</summary>
sealed class QueryRun(ISeriesSource source, EvaluationLimits limits)
{
    readonly List<string> warnings = [];

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
        warnings.Clear();
    }

    internal void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, List<SeriesWindow> into)
    {
        into.Clear();
        source.Select(matchers, from, to, into);
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
