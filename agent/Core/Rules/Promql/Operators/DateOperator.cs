namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>hour()</c> and the like without an argument: of the time of evaluation.</summary>
sealed class DateOperator(Func<double, double> part) : VectorOperator
{
    internal override void Begin(long from, long to)
    {
    }

    protected override void Evaluate(long time, List<VectorSample> result) =>
        result.Add(new(Labels.None, part(time / 1000)));
}
