namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>vector(s)</c>: a number as a series without labels.</summary>
sealed class FromScalarOperator(ScalarOperator scalar) : VectorOperator
{
    internal override void Begin(long from, long to) => scalar.Begin(from, to);

    protected override void Evaluate(long time, List<VectorSample> result) =>
        result.Add(new(Labels.None, scalar.At(time)));
}
