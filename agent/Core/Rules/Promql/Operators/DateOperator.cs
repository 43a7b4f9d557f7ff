namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>hour()</c> and the like without an argument: of the time of evaluation.</summary>
sealed class DateOperator(Func<double, double> part) : VectorOperator
{
    readonly List<VectorSample> result = [];

    internal override void Begin(long from, long to)
    {
    }

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        result.Add(new(Labels.None, part(time / 1000)));
        return result;
    }
}

/// <summary><c>vector(s)</c>: a number as a series without labels.</summary>
sealed class FromScalarOperator(ScalarOperator scalar) : VectorOperator
{
    readonly List<VectorSample> result = [];

    internal override void Begin(long from, long to) => scalar.Begin(from, to);

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        result.Add(new(Labels.None, scalar.At(time)));
        return result;
    }
}
