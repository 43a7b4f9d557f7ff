namespace MetricsAgent.Rules.Lint;

/// <summary>The least and the most that a value can be, both included.</summary>
readonly record struct ValueRange(double Min, double Max)
{
    internal static readonly ValueRange Any = new(double.NegativeInfinity, double.PositiveInfinity);
    internal static readonly ValueRange NotNegative = new(0, double.PositiveInfinity);

    bool IsNotNegative => Min >= 0;

    public static ValueRange operator +(ValueRange a, ValueRange b) => Of(a.Min + b.Min, a.Max + b.Max);

    public static ValueRange operator -(ValueRange a, ValueRange b) => Of(a.Min - b.Max, a.Max - b.Min);

    public static ValueRange operator -(ValueRange a) => new(-a.Max, -a.Min);

    public static ValueRange operator *(ValueRange a, ValueRange b) => a.IsNotNegative && b.IsNotNegative && !(double.IsFinite(a.Max) && double.IsFinite(b.Max))
        ? NotNegative
        : Of(a.Min * b.Min, a.Min * b.Max, a.Max * b.Min, a.Max * b.Max);

    public static ValueRange operator /(ValueRange a, ValueRange b) => b.Min <= 0 && b.Max >= 0
        ? a.IsNotNegative && b.IsNotNegative ? NotNegative : Any
        : Of(a.Min / b.Min, a.Min / b.Max, a.Max / b.Min, a.Max / b.Max);

    internal ValueRange Union(ValueRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>What is left of it; nothing that is impossible.</summary>
    internal ValueRange Cut(ValueRange other) => new(Math.Min(Math.Max(Min, other.Min), other.Max), Math.Max(Math.Min(Max, other.Max), other.Min));

    internal bool IsOne => Min == Max;

    static ValueRange Of(params ReadOnlySpan<double> values)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            // Infinity less infinity: anything.
            if (double.IsNaN(value))
                return Any;
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        return new(min, max);
    }
}
