namespace MetricsAgent.Config;

/// <summary>
/// What <c>GET /probe?module=NAME&amp;target=URL</c> does, as a module of blackbox_exporter, and for which URLs: whoever can ask the agent
/// could otherwise have it ask anything that it can reach.
/// </summary>
public sealed record ProbeModule : ProbeSettings
{
    /// <summary>What <c>module=</c> says; unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>Each one a <see cref="UrlPattern"/>; redirects have to stay within them, too.</summary>
    public IReadOnlyList<string> Allow { get; set; } = [];

    /// <summary>Of a target that is written without one: that of all that is allowed, or where there are several http, as blackbox_exporter has it.</summary>
    public string UsualScheme() =>
        Allow.Select(text => UrlPattern.TryParse(text, out var pattern) ? pattern.Scheme : "").Distinct().ToArray() is [{ Length: > 0 } only] ? only : Uri.UriSchemeHttp;

    public override bool Permits(Uri url) => Allow.Any(text => UrlPattern.TryParse(text, out var pattern) && pattern.Matches(url));
}
