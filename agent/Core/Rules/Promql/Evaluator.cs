using MetricsAgent.Rules.Promql.Operators;

namespace MetricsAgent.Rules.Promql;

/// <summary>
/// Evaluates expressions over a source of series as Prometheus 3 does. Keeps what it has learned about an expression, so one that
/// evaluates the same expressions again and again is faster than a new one. Not for two threads at once.
/// </summary>
public sealed class Evaluator(ISeriesSource source, EvaluationLimits? limits = null)
{
    /// <summary>Rules are some hundreds; whoever evaluates more is not evaluating the same again.</summary>
    const int MostExpressions = 10_000;

    readonly QueryRun run = new(source, limits ?? new());
    readonly Dictionary<Expression, Operator> operators = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, VectorOperator> compared = [];

    /// <param name="time">Milliseconds since 1970.</param>
    /// <exception cref="EvaluationException">It cannot be evaluated on these series, or not within the limits.</exception>
    public QueryResult Instant(Expression expression, long time)
    {
        if (expression.Unwrapped is StringLiteral text)
            return new() { Type = ValueType.Text, Text = text.Value };

        var op = Begin(expression, time, time);
        var result = new RangeResult();
        double scalar = 0;
        IReadOnlyList<VectorSample> vector = [];
        switch (op)
        {
            case ScalarOperator number:
                scalar = number.At(time);
                break;
            case VectorOperator series:
                vector = [.. series.At(time)];
                break;
            case MatrixOperator matrix:
                AddRanges(matrix.At(time), result);
                break;
        }

        return new() { Type = expression.Type, Scalar = scalar, Vector = vector, Matrix = result.Matrix, Warnings = run.Warnings };
    }

    /// <summary>At every step from start to end, both included.</summary>
    /// <param name="step">Milliseconds, more than 0.</param>
    /// <exception cref="EvaluationException">It cannot be evaluated on these series, or not within the limits.</exception>
    public QueryResult Range(Expression expression, long start, long end, long step)
    {
        if (expression.Type is not (ValueType.Scalar or ValueType.Vector))
            throw new EvaluationException($"invalid expression type \"{expression.Type.Documented()}\" for range query, must be Scalar or instant Vector");
        if (step <= 0 || end < start)
            throw new EvaluationException("a range query needs a step of more than 0 and an end that is not before its start");

        var op = Begin(expression, start, end);
        var result = new RangeResult();
        long held = 0;
        for (var time = start; time <= end; time += step)
        {
            run.Release(held);
            held += Add(op, time, result);
            run.Count(1);
        }

        return new() { Type = ValueType.Matrix, Matrix = result.Matrix, Warnings = run.Warnings };
    }

    Operator Begin(Expression expression, long start, long end)
    {
        if (!operators.TryGetValue(expression, out var op))
        {
            if (operators.Count >= MostExpressions)
            {
                operators.Clear();
                compared.Clear();
            }

            operators[expression] = op = new OperatorTree(run, compared).Of(expression);
        }

        run.Begin(start, end);
        op.Begin(start, end);
        return op;
    }

    static void AddRanges(List<SeriesWindow> ranges, RangeResult result)
    {
        foreach (var (labels, times, values) in ranges)
        {
            for (var i = 0; i < times.Length; i++)
                result.Add(labels, times.Span[i], values.Span[i]);
        }
    }

    /// <returns>How many samples the result has more; at least one, as even a number may be asked for at too many steps.</returns>
    static int Add(Operator op, long time, RangeResult result)
    {
        if (op is ScalarOperator scalar)
        {
            result.Add(Labels.None, time, scalar.At(time));
            return 1;
        }

        var vector = ((VectorOperator)op).At(time);
        foreach (var (labels, value) in vector)
            result.Add(labels, time, value);
        return Math.Max(1, vector.Count);
    }
}
