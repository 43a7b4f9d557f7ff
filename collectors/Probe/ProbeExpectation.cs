using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What the settings expect of a response.</summary>
internal sealed class ProbeExpectation(ProbeSettings settings)
{
    static readonly ProbeExpectation Default = new(new ProbeTarget());

    readonly KeyValuePair<string, Regex>[] headers = [.. settings.ExpectHeaders.Select(header => KeyValuePair.Create(header.Key, Pattern(header.Value)))];
    readonly Regex? matches = settings.BodyMatches.Length == 0 ? null : Pattern(settings.BodyMatches);
    readonly Regex? matchesNot = settings.BodyNotMatches.Length == 0 ? null : Pattern(settings.BodyNotMatches);

    /// <summary>One for all that expect nothing special.</summary>
    internal static ProbeExpectation Of(ProbeSettings settings) =>
        settings is { ExpectStatus.Count: 0, ExpectHeaders.Count: 0, BodyMatches: "", BodyNotMatches: "" } ? Default : new(settings);

    /// <summary>Whether the body is compared with anything.</summary>
    internal bool ReadsBody => matches is not null || matchesNot is not null;

    /// <summary>An expected redirect is an answer like any other.</summary>
    internal bool Names(int status) => settings.ExpectStatus.Contains(status);

    internal ProbeFailure? Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (settings.ExpectStatus.Count == 0 ? status is < 200 or > 299 : !Names(status))
            return ProbeFailure.Status;
        return Array.TrueForAll(headers, header => Values(response, header.Key).Any(header.Value.IsMatch)) ? null : ProbeFailure.Header;
    }

    internal ProbeFailure? Judge(string body) =>
        matches?.IsMatch(body) == false || matchesNot?.IsMatch(body) == true ? ProbeFailure.Body : null;

    static HeaderStringValues Values(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values : default;

    static Regex Pattern(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
