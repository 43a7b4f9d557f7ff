using System.Globalization;

namespace MetricsAgent.Exposition;

/// <summary>
/// Which format a scraper gets, by its <c>Accept</c> header (RFC 9110, 12.5.1), and the <c>Content-Type</c> that says so.
/// Prometheus 3 refuses an answer whose content type is missing or unknown, so there always is one.
/// </summary>
/// <param name="Escaping">The escaping scheme that was asked for, or empty. All names here are legal without escaping, so any scheme is honoured.</param>
public readonly record struct Negotiation(ExpositionFormat Format, string Escaping)
{
    static readonly string[] Schemes = ["allow-utf-8", "underscores", "dots", "values"];

    public string ContentType
    {
        get
        {
            var type = Format == ExpositionFormat.OpenMetrics
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
            return Escaping.Length == 0 ? type : $"{type}; escaping={Escaping}";
        }
    }

    /// <summary>The best of what the header accepts; what it does not parse or does not know counts for text 0.0.4.</summary>
    public static Negotiation Of(string? accept)
    {
        var best = new Negotiation(ExpositionFormat.Text, "");
        var bestQuality = 0.0;
        foreach (var range in (accept ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(range, out var quality) is { } offer && quality > bestQuality)
                (best, bestQuality) = (offer, quality);
        }

        return best;
    }

    static Negotiation? Read(string range, out double quality)
    {
        quality = 1;
        string version = "", escaping = "";
        var parts = range.Split(';', StringSplitOptions.TrimEntries);
        foreach (var parameter in parts.AsSpan(1))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (parameter, "") : (parameter[..equals].TrimEnd(), parameter[(equals + 1)..].Trim().Trim('"'));
            switch (name.ToLowerInvariant())
            {
                case "q" when !double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality):
                    return null;
                case "version":
                    version = value;
                    break;
                case "escaping" when Array.IndexOf(Schemes, value) >= 0:
                    escaping = value;
                    break;
            }
        }

        return (parts[0].ToLowerInvariant(), version) switch
        {
            ("application/openmetrics-text", "" or "1.0.0") => new(ExpositionFormat.OpenMetrics, escaping),
            ("text/plain" or "text/*", "" or "0.0.4") or ("*/*", _) => new(ExpositionFormat.Text, escaping),
            _ => null,
        };
    }
}
