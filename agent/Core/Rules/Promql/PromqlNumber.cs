using System.Globalization;

namespace MetricsAgent.Rules.Promql;

/// <summary>Numbers as Prometheus prints them: the shortest digits that read back as the same number, never with an exponent.</summary>
public static class PromqlNumber
{
    public static string Format(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(value) && !shortest.Contains('E') ? shortest : GoFloat.Format(value, 'f', -1);
    }
}
