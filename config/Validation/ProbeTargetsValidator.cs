using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Validation;

/// <summary>Requests that HTTP can carry.</summary>
internal sealed class ProbeTargetsValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        foreach (var (path, target) in PollSections.Targets(PollSections.Probe, config.Collectors.Probe.Targets))
        {
            _ = Uri.TryCreate(target.Url, UriKind.Absolute, out var url);
            CheckRequest(path, target, url, config.Collectors.Probe.Timeout, around, problems);
        }
    }

    /// <param name="url">Null where it is not known yet.</param>
    /// <param name="timeout">The section's.</param>
    internal static void CheckRequest(string path, ProbeSettings target, Uri? url, TimeSpan timeout, Surroundings around, Problems problems)
    {
        HttpClientRules.Check(path, target, url?.UserInfo.Length > 0, problems, around);
        if (!HttpClientRules.IsToken(target.Method))
            problems.Report($"{path}.method", $"must be an HTTP method such as GET or HEAD, not {Quote.Text(target.Method)}");
        HttpClientRules.CheckOneSource(path, "body", target.Body, target.BodyFile, problems);
        foreach (var name in target.ExpectHeaders.Keys.Where(name => !HttpClientRules.IsToken(name)))
            problems.Report(KeyPath.Child($"{path}.expect_headers", name), "must have the name of an HTTP header");
        if (!target.IpProtocolFallback && target.PreferredIpProtocol == IpProtocol.Any)
            problems.Report($"{path}.ip_protocol_fallback", "false needs preferred_ip_protocol: ip4 or ip6", $"{path}.preferred_ip_protocol");
        if (target.Health is { Format: HealthFormat.None, Required: true })
            problems.Report($"{path}.health.required", "cannot be true with format: none, which reads no state", $"{path}.health.format");
        if (target.DegradedAfter <= TimeSpan.Zero)
            problems.Report($"{path}.degraded_after", "must be more than 0s; without it there is no such limit");
        else if (target.DegradedAfter >= (target.Timeout ?? timeout))
            problems.Report($"{path}.degraded_after", $"must be less than the timeout, {Duration.Format(target.Timeout ?? timeout)}, at which the probe fails", $"{path}.timeout");
        if (target.HttpVersion == "3")
            CheckHttp3(path, target, url, around, problems);
    }

    static void CheckHttp3(string path, ProbeSettings target, Uri? url, Surroundings around, Problems problems)
    {
        if (url is { Scheme: "http" })
            problems.Report($"{path}.http_version", "3 needs an https:// URL", $"{path}.url");
        else if (target.ProxyUrl.Length > 0)
            problems.Report($"{path}.http_version", "3 cannot go through proxy_url", $"{path}.proxy_url");
        else if (target.TlsConfig.ServerName.Length > 0)
            problems.Report($"{path}.http_version", "3 cannot ask for tls_config.server_name", $"{path}.tls_config.server_name");
        else if (around.HasQuic?.Invoke() == false)
            problems.Warn($"{path}.http_version", "3 needs QUIC, which this machine does not have: the probe fails until libmsquic is installed");
    }
}
