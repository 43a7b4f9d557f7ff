using System.Globalization;

namespace MetricsAgent.Rules.Promql;

/// <summary>Numbers as Prometheus prints them: the shortest digits that read back as the same number, never with an exponent.</summary>
public static class PromqlNumber
{
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var e = shortest.IndexOf('E');
        if (e < 0)
            return shortest;

        var sign = shortest[0] == '-' ? "-" : "";
        var digits = shortest[sign.Length..e].Replace(".", "");
        var exponent = int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent < 0 ? $"{sign}0.{new string('0', -exponent - 1)}{digits}" : sign + digits.PadRight(exponent + 1, '0');
    }
}
