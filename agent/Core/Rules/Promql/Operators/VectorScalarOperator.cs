using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>Each value of a vector with a number. A comparison keeps the series for which it is true, with the vector's value.</summary>
/// <param name="isSwapped">The number comes first.</param>
sealed class VectorScalarOperator(BinaryOperator op, VectorOperator vector, ScalarOperator scalar, bool isSwapped, bool returnsBool, QueryRun run) : VectorOperator
{
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to)
    {
        vector.Begin(from, to);
        scalar.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var number = scalar.At(time);
        foreach (var (labels, value) in vector.At(time))
        {
            var (left, right) = isSwapped ? (number, value) : (value, number);
            if (!op.IsComparison())
                result.Add(new(labels.WithoutMetric, Arithmetic.Calculate(op, left, right)));
            else if (returnsBool)
                result.Add(new(labels.WithoutMetric, Arithmetic.Compare(op, left, right) ? 1 : 0));
            else if (Arithmetic.Compare(op, left, right))
                result.Add(new(labels, value));
        }

        unique.Demand(result);
    }
}
