namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The gamma distribution, of which the mean and the standard deviation are all there is: from an exponential tail (both are equal)
/// to a bell (the deviation is small). Pure.
/// </summary>
/// <remarks>The regularised incomplete gamma function as in Abramowitz and Stegun, 6.5.29 (series) and 6.5.31 (continued fraction).</remarks>
internal readonly struct GammaDistribution
{
    const double Precision = 1e-14;
    const double Tiny = 1e-300;

    /// <summary>About six times the square root of the largest shape that is asked for, 1,000².</summary>
    const int MostTerms = 10_000;

    /// <summary>Lanczos, g = 7.</summary>
    static readonly double[] Coefficients =
    [
        676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
        9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    readonly double shape;
    readonly double scale;
    readonly double logGamma;

    /// <param name="mean">Above 0.</param>
    /// <param name="deviation">The standard deviation, above 0.</param>
    internal GammaDistribution(double mean, double deviation)
    {
        scale = deviation / mean * deviation;
        shape = mean / scale;
        logGamma = LogGamma(shape);
    }

    /// <summary>The share of values at or below <paramref name="value"/>.</summary>
    internal double Cumulative(double value)
    {
        if (value <= 0)
            return 0;
        var x = value / scale;
        var weight = Math.Exp((shape * Math.Log(x)) - x - logGamma);
        var share = x < shape + 1 ? weight * Series(x) : 1 - (weight * Fraction(x));
        return Math.Clamp(share, 0, 1);
    }

    double Series(double x)
    {
        var (term, sum) = (1 / shape, 1 / shape);
        for (var n = 1; n < MostTerms && term > sum * Precision; n++)
        {
            term *= x / (shape + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>Evaluated from the front, after Lentz.</summary>
    double Fraction(double x)
    {
        var b = x + 1 - shape;
        var c = 1 / Tiny;
        var d = 1 / b;
        var fraction = d;
        for (var n = 1; n < MostTerms; n++)
        {
            var a = n * (shape - n);
            b += 2;
            d = 1 / NotZero((a * d) + b);
            c = NotZero(b + (a / c));
            fraction *= c * d;
            if (Math.Abs((c * d) - 1) < Precision)
                break;
        }

        return fraction;
    }

    static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    static double LogGamma(double x)
    {
        // The approximation holds from 1/2 on; below, by Γ(x + 1) = xΓ(x).
        if (x < 0.5)
            return LogGamma(x + 1) - Math.Log(x);
        x -= 1;
        var sum = 0.99999999999980993;
        for (var i = 0; i < Coefficients.Length; i++)
            sum += Coefficients[i] / (x + i + 1);
        var t = x + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
