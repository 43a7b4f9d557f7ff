namespace MetricsAgent.Rules.Promql;

/// <summary>
/// Evaluates expressions over a source of series as Prometheus 3 does. Keeps what it has learned about labels, so one that
/// evaluates the same expressions again and again is faster than a new one. Not for two threads at once.
/// </summary>
public sealed class Evaluator(ISeriesSource source, EvaluationLimits? limits = null)
{
    readonly EvaluationLimits limits = limits ?? new();

    /// <param name="time">Milliseconds since 1970.</param>
    /// <exception cref="EvaluationException">It cannot be evaluated.</exception>
    public QueryResult Instant(Expression expression, long time) => throw new EvaluationException($"not yet: {source}{limits}{expression}{time}");

    /// <summary>At every step from start to end, both included.</summary>
    /// <param name="step">Milliseconds, more than 0.</param>
    /// <exception cref="EvaluationException">It cannot be evaluated.</exception>
    public QueryResult Range(Expression expression, long start, long end, long step) =>
        throw new EvaluationException($"not yet: {source}{limits}{expression}{start}{end}{step}");
}
