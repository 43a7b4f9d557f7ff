using System.Net;
using MetricsAgent.Config;

namespace MetricsAgent.Alerting;

/// <summary>Where people reach the agent, for links in messages.</summary>
static class ExternalUrl
{
    internal static string Of(AgentConfig config) => config.Alerting.ExternalUrl.Length > 0 ? config.Alerting.ExternalUrl : Address(config.Web.Listen);

    /// <summary>This host's name where the agent listens on all addresses.</summary>
    static string Address(string listen)
    {
        if (!ListenAddress.TryParse(listen, out var address))
            return "http://localhost/";
        var host = IPAddress.Any.Equals(address.Address) || IPAddress.IPv6Any.Equals(address.Address) ? Environment.MachineName : address.Address?.ToString() ?? "localhost";
        return $"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{address.Port}/";
    }
}
