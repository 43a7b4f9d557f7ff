using System.Globalization;
using System.Text.Json;
using MetricsAgent.Rules;

namespace MetricsAgent.Commands;

/// <summary>An answer of Prometheus' <c>/api/v1/query</c> for a terminal.</summary>
/// <param name="Text">What is printed.</param>
/// <param name="Error">Instead of it.</param>
/// <param name="IsBadData">The request is to blame for the error.</param>
internal sealed record QueryOutput(string Text, IReadOnlyList<string> Warnings, string? Error = null, bool IsBadData = false)
{
    /// <summary>Null for what is no such answer.</summary>
    internal static QueryOutput? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.GetProperty("status").GetString() != "success")
                return new("", [], root.GetProperty("error").GetString(), root.GetProperty("errorType").GetString() == "bad_data");
            string[] warnings = root.TryGetProperty("warnings", out var all) ? [.. all.EnumerateArray().Select(warning => warning.GetString()!)] : [];
            var data = root.GetProperty("data");
            return new(Render(data.GetProperty("resultType").GetString(), data.GetProperty("result")), warnings);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    static string Render(string? type, JsonElement result) => type switch
    {
        "vector" => TextTable.Render(["SERIES", "VALUE"], result.EnumerateArray().Select(series => new[] { Series(series), series.GetProperty("value")[1].GetString()! })),
        "matrix" => TextTable.Render(["SERIES", "TIME", "VALUE"],
            from series in result.EnumerateArray()
            from point in series.GetProperty("values").EnumerateArray().Select((point, i) => (Is: point, IsFirst: i == 0))
            select new[] { point.IsFirst ? Series(series) : "", Time(point.Is[0].GetDouble()), point.Is[1].GetString()! }),
        _ => $"{result[1].GetString()}\n",
    };

    static string Series(JsonElement series) =>
        Labels.Of(series.GetProperty("metric").EnumerateObject().Select(label => new Label(label.Name, label.Value.GetString()!))).ToString();

    static string Time(double seconds) =>
        DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(seconds, -6e10, 2e11)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
