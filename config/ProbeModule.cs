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

    /// <summary>Of all that it allows, where that is one; https and what is probed in several ways say http, as blackbox_exporter does.</summary>
    public string UsualScheme() =>
        Allow.Select(text => text[..Math.Max(0, text.IndexOf("://", StringComparison.Ordinal))]).Distinct().ToArray() is [{ Length: > 0 } only] && only != Uri.UriSchemeHttps
            ? only
            : Uri.UriSchemeHttp;

    public override bool Permits(Uri url) => Allow.Any(text => UrlPattern.TryParse(text, out var pattern) && pattern.Matches(url));
}
