using System.Globalization;

namespace MetricsAgent.Http;

/// <summary><c>Accept-Encoding</c> (RFC 9110, 12.5.3), as far as gzip goes.</summary>
static class ContentCoding
{
    internal static bool AcceptsGzip(string? acceptEncoding)
    {
        foreach (var range in (acceptEncoding ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            if (!parts[0].Equals("gzip", StringComparison.OrdinalIgnoreCase) && parts[0] != "*")
                continue;
            return !parts.Skip(1).Any(IsRefusal);
        }

        return false;
    }

    static bool IsRefusal(string parameter) =>
        parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
        && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
        && quality == 0;
}
