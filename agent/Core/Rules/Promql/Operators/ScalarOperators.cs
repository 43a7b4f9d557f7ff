using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>A number that is the same at all times.</summary>
sealed class ConstantOperator(double value) : ScalarOperator
{
    internal override void Begin(long from, long to)
    {
    }

    internal override double At(long time) => value;
}

/// <summary><c>time()</c>: seconds since 1970.</summary>
sealed class TimeOperator : ScalarOperator
{
    internal override void Begin(long from, long to)
    {
    }

    internal override double At(long time) => time / 1000.0;
}

/// <summary>A sign before a number.</summary>
sealed class ScalarNegation(ScalarOperator inner) : ScalarOperator
{
    internal override void Begin(long from, long to) => inner.Begin(from, to);

    internal override double At(long time) => -inner.At(time);
}

/// <summary><c>scalar(v)</c>: the value of the only series, or NaN.</summary>
sealed class OnlyValueOperator(VectorOperator inner) : ScalarOperator
{
    internal override void Begin(long from, long to) => inner.Begin(from, to);

    internal override double At(long time) => inner.At(time) is [var only] ? only.Value : double.NaN;
}

/// <summary>Two numbers with an operator between them; a comparison gives 0 or 1.</summary>
sealed class ScalarBinaryOperator(BinaryOperator op, ScalarOperator left, ScalarOperator right) : ScalarOperator
{
    internal override void Begin(long from, long to)
    {
        left.Begin(from, to);
        right.Begin(from, to);
    }

    internal override double At(long time)
    {
        var (l, r) = (left.At(time), right.At(time));
        return op.IsComparison() ? Arithmetic.Compare(op, l, r) ? 1 : 0 : Arithmetic.Calculate(op, l, r);
    }
}
