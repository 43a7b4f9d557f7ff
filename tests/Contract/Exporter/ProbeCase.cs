namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>One target as both are told of it.</summary>
/// <param name="Url">The agent's.</param>
/// <param name="Settings">The agent's, in YAML's flow style; null for none.</param>
/// <param name="Target">blackbox_exporter's.</param>
/// <param name="Module">blackbox_exporter's, in YAML's flow style.</param>
internal sealed record ProbeCase(string Name, string Url, string? Settings, string Target, string Module)
{
    internal string Agent => $"      - {{name: {Name}, url: '{Url}'{(Settings is null ? "" : $", {Settings}")}}}\n";

    /// <summary>For <c>GET /probe</c>, of an HTTP URL.</summary>
    internal string AgentModule => $"      - {{name: {Name}, timeout: 10s, allow: ['{new Uri(Url).GetLeftPart(UriPartial.Authority)}/*'], {Settings}}}\n";

    internal string Blackbox => $"  {Name}: {{{Module}}}\n";
}
