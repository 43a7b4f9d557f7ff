using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.History;

/// <summary>One of the series that a family's label set is exposed as; most families have one, a histogram many.</summary>
/// <param name="Name">The metric's: <c>http_request_duration_seconds_bucket</c>.</param>
/// <param name="Label"><c>le</c> or <c>quantile</c>; empty where the line has no label of its own.</param>
/// <param name="Bound">That label's value.</param>
/// <param name="Number">Which of the label set's numbers it has.</param>
readonly record struct FamilyLine(string Name, string Label, string Bound, int Number)
{
    /// <summary>In the order of the exposition.</summary>
    internal static IReadOnlyList<FamilyLine> Of(Family family) => family.Kind switch
    {
        FamilyKind.Histogram => [.. Buckets(family), new($"{family.Name}_sum", "", "", family.Width - 1), new($"{family.Name}_count", "", "", family.Width - 2)],
        FamilyKind.GaugeHistogram => [.. Buckets(family), new($"{family.Name}_gsum", "", "", family.Width - 1), new($"{family.Name}_gcount", "", "", family.Width - 2)],
        FamilyKind.Summary => [.. Quantiles(family), new($"{family.Name}_sum", "", "", family.Width - 1), new($"{family.Name}_count", "", "", family.Width - 2)],
        _ => [new(family.Name, "", "", 0)],
    };

    static IEnumerable<FamilyLine> Buckets(Family family) =>
        family.Bounds.Append(double.PositiveInfinity).Select((bound, i) => new FamilyLine($"{family.Name}_bucket", "le", Text(bound), i));

    static IEnumerable<FamilyLine> Quantiles(Family family) =>
        family.Bounds.Select((quantile, i) => new FamilyLine(family.Name, "quantile", Text(quantile), i));

    /// <summary>A bound as Prometheus 3 keeps it, however it was exposed: <c>1.0</c>, <c>0.25</c>, <c>1e+06</c>, <c>+Inf</c>.</summary>
    internal static string Text(double bound)
    {
        if (!double.IsFinite(bound))
            return double.IsNaN(bound) ? "NaN" : bound > 0 ? "+Inf" : "-Inf";
        var text = bound.ToString("R", CultureInfo.InvariantCulture);
        if (bound == 0 || Math.Abs(bound) is >= 1e-4 and < 1e6)
            return text.Contains('.', StringComparison.Ordinal) ? text : $"{text}.0";

        var sign = bound < 0 ? "-" : "";
        var parts = text.TrimStart('-').Split('E');
        var dot = parts[0].IndexOf('.', StringComparison.Ordinal);
        var whole = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = whole.TrimStart('0');
        var exponent = (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0)
            + (dot < 0 ? whole.Length : dot) - (whole.Length - digits.Length) - 1;
        digits = digits.TrimEnd('0');
        var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}
