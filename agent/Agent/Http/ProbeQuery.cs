using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;

namespace MetricsAgent.Http;

/// <summary>What <c>GET /probe</c> was asked for, if it may be.</summary>
/// <param name="Target">Null when there is an error.</param>
/// <param name="Error">What would be right.</param>
internal sealed record ProbeQuery(ProbeModule? Module, Uri? Target, string Error)
{
    /// <summary>As in blackbox_exporter, where no module is named.</summary>
    const string UsualModule = "http_2xx";

    internal static ProbeQuery Read(ProbeConfig config, IReadOnlyList<string?> modules, IReadOnlyList<string?> targets, IReadOnlyList<string?> hostnames)
    {
        if (!config.Enabled || config.Modules.Count == 0)
            return Refuse(null, "There are no modules: collectors.probe.modules in the configuration says what may be probed.");
        var name = modules.Count == 0 ? UsualModule : modules[0];
        if (modules.Count > 1 || config.Modules.FirstOrDefault(module => module.Name == name) is not { } module)
            return Refuse(null, $"module= has to be one of: {string.Join(", ", config.Modules.Select(each => each.Name))}.");
        // Behind an address that is allowed there may be a host that is not.
        if (hostnames.Count > 0)
            return Refuse(module, "hostname= is not taken: a module names the host that it asks for, with headers: {Host: …} and tls_config.server_name.");
        if (targets is not [{ Length: > 0 } target])
            return Refuse(module, "target= has to be one URL.");

        // Nothing that another parser could see otherwise. As in blackbox_exporter, a host alone is asked as the module does it.
        if (target.Any(c => c is <= ' ' or '\\' or '\x7f'))
            return Refuse(module, "target= has blanks, control characters or backslashes in it.");
        var written = target.Contains("://", StringComparison.Ordinal) ? target : $"{module.UsualScheme()}://{target}";
        if (!ProbeOnce.IsUrl(written) || !Uri.TryCreate(written, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return Refuse(module, "target= has to be an absolute URL such as https://example.org/health.");
        if (url.UserInfo.Length > 0)
            return Refuse(module, "target= has user information in it; credentials belong into the module.");
        return module.Permits(url) ? new(module, url, "") : Refuse(module, $"The module '{module.Name}' does not allow this target: see collectors.probe.modules[].allow.");
    }

    static ProbeQuery Refuse(ProbeModule? module, string error) => new(module, null, error + "\n");
}
