namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>
/// A part of an expression made ready to be evaluated again and again. It is asked for one time after the other, never for an earlier
/// one within a query; what it answers is valid until it is asked again.
/// </summary>
abstract class Operator
{
    /// <summary>A new query, which will ask for times from <paramref name="from"/> to <paramref name="to"/>.</summary>
    internal abstract void Begin(long from, long to);
}

abstract class ScalarOperator : Operator
{
    internal abstract double At(long time);
}

abstract class VectorOperator : Operator
{
    readonly List<VectorSample> result = [];

    internal List<VectorSample> At(long time)
    {
        result.Clear();
        Evaluate(time, result);
        return result;
    }

    /// <param name="result">Empty.</param>
    protected abstract void Evaluate(long time, List<VectorSample> result);
}

/// <summary>Series with their samples of a time. The samples of series that have ended are left out.</summary>
abstract class MatrixOperator : Operator
{
    internal abstract TimeSpan Range { get; }

    /// <summary>Where the range ends when it is evaluated at a time.</summary>
    internal abstract long EndAt(long time);

    /// <summary>Only series that have samples; after the range's start, up to its end.</summary>
    internal abstract List<SeriesWindow> At(long time);
}
