using MetricsAgent.Rules.Promql;
using ValueType = MetricsAgent.Rules.Promql.ValueType;

namespace MetricsAgent.Rules;

/// <summary>One rule of a group: an expression, and what is made of its result. Evaluated by one thread; what it says of itself may be read by all.</summary>
public abstract class Rule(string name, Expression expression)
{
    HashSet<Labels> series = [];

    /// <summary>Of the series that it records, or of its alerts.</summary>
    public string Name { get; } = name;

    public Expression Expression { get; } = expression;

    /// <summary>Why the last evaluation failed; null when it did not, or there was none.</summary>
    public string? LastError { get; private set; }

    /// <summary>When it was evaluated last, in milliseconds since 1970; 0 when never.</summary>
    public long LastEvaluation { get; private set; }

    /// <summary>How long that took.</summary>
    public TimeSpan EvaluationTime { get; private set; }

    /// <summary>Evaluates it and appends its series. One that is not given any more ends with a stale marker, also when the rule fails.</summary>
    internal void Evaluate(RuleRun run)
    {
        IReadOnlyList<VectorSample> samples = [];
        var began = run.Around.Elapsed();
        try
        {
            samples = Samples(run);
            LastError = null;
        }
        catch (Exception error) when (error is EvaluationException or RuleException)
        {
            LastError = error.Message;
        }

        LastEvaluation = run.Now;
        HashSet<Labels> given = new(samples.Count);
        foreach (var (labels, value) in samples)
        {
            given.Add(labels);
            run.Append(labels, value, run.Time);
        }

        foreach (var labels in series)
        {
            if (!given.Contains(labels))
                run.Append(labels, StaleMarker.Value, run.Time);
        }

        series = given;
        EvaluationTime = run.Around.Elapsed() - began;
    }

    /// <summary>The series that it gives.</summary>
    private protected abstract IReadOnlyList<VectorSample> Samples(RuleRun run);

    private protected IReadOnlyList<VectorSample> Query(RuleRun run) => AsVector(run.Evaluator.Instant(Expression, run.Time));

    /// <summary>A number is a series without labels.</summary>
    private protected static IReadOnlyList<VectorSample> AsVector(QueryResult result) => result.Type switch
    {
        ValueType.Vector => result.Vector,
        ValueType.Scalar => [new(Labels.None, result.Scalar)],
        _ => throw new RuleException("rule result is not a vector or scalar"),
    };
}

/// <summary>A result that a rule cannot be made of.</summary>
sealed class RuleException(string message) : Exception(message);
