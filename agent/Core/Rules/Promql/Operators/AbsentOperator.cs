namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>absent(v)</c> and <c>absent_over_time(m)</c>: 1 when there is nothing, with the labels that the selector asks for.</summary>
/// <param name="inner">Gives a vector, or ranges.</param>
sealed class AbsentOperator(Expression argument, Operator inner) : VectorOperator
{
    readonly Labels labels = AbsentLabels.Of(argument);

    internal override void Begin(long from, long to) => inner.Begin(from, to);

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var found = inner is MatrixOperator ranges ? ranges.At(time).Count : ((VectorOperator)inner).At(time).Count;
        if (found == 0)
            result.Add(new(labels, 1));
    }
}
