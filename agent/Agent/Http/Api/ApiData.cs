using System.Text.Json;

namespace MetricsAgent.Http.Api;

/// <summary>What an endpoint answers.</summary>
/// <param name="Write">Writes one value.</param>
/// <param name="Warnings">For who asks; mostly none.</param>
sealed record ApiData(Action<Utf8JsonWriter> Write, params IReadOnlyList<string> Warnings)
{
    /// <summary>The warning that something is left out because of a request's <c>limit</c>.</summary>
    internal const string Truncated = "results truncated due to limit";
}
