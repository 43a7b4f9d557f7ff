namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>Functions of one number.</summary>
static class ValueFunctions
{
    internal static IReadOnlyDictionary<string, Func<double, double>> ByName { get; } = new Dictionary<string, Func<double, double>>
    {
        ["abs"] = Math.Abs,
        ["acos"] = Math.Acos,
        ["acosh"] = Math.Acosh,
        ["asin"] = Math.Asin,
        ["asinh"] = Math.Asinh,
        ["atan"] = Math.Atan,
        ["atanh"] = Math.Atanh,
        ["ceil"] = Math.Ceiling,
        ["cos"] = Math.Cos,
        ["cosh"] = Math.Cosh,
        ["deg"] = value => value * 180 / Math.PI,
        ["exp"] = Math.Exp,
        ["floor"] = Math.Floor,
        ["ln"] = Math.Log,
        ["log10"] = Math.Log10,
        ["log2"] = Math.Log2,
        ["rad"] = value => value * Math.PI / 180,
        ["sgn"] = value => value < 0 ? -1 : value > 0 ? 1 : value,
        ["sin"] = Math.Sin,
        ["sinh"] = Math.Sinh,
        ["sqrt"] = Math.Sqrt,
        ["tan"] = Math.Tan,
        ["tanh"] = Math.Tanh,
    };

    /// <summary>To a multiple; halves go up.</summary>
    internal static double Round(double value, double nearest)
    {
        var inverse = 1 / nearest;
        return Math.Floor((value * inverse) + 0.5) / inverse;
    }

    internal static double Clamp(double value, double min, double max) => Greater(min, Lesser(max, value));

    // As in Go, infinity wins over NaN.
    static double Greater(double left, double right) =>
        double.IsPositiveInfinity(left) || double.IsPositiveInfinity(right) ? double.PositiveInfinity : Math.Max(left, right);

    static double Lesser(double left, double right) =>
        double.IsNegativeInfinity(left) || double.IsNegativeInfinity(right) ? double.NegativeInfinity : Math.Min(left, right);
}
