namespace MetricsAgent.Rules.Promql;

/// <summary>What one evaluation may cost.</summary>
public sealed record EvaluationLimits
{
    /// <summary>Samples read and made; Prometheus has the same default.</summary>
    public long Samples { get; init; } = 50_000_000;

    /// <summary>How old a value may be that an instant vector still takes.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The step of a subquery that names none: the interval of rules.</summary>
    public TimeSpan SubqueryStep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Ends the evaluation.</summary>
    public CancellationToken Cancel { get; init; }
}
