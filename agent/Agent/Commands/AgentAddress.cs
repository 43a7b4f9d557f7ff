using System.Net;
using MetricsAgent.Config;

namespace MetricsAgent.Commands;

/// <summary>Where another command finds the agent that runs with a configuration.</summary>
static class AgentAddress
{
    internal static Uri Of(WebConfig web)
    {
        if (!ListenAddress.TryParse(web.Listen, out var listen))
            throw new ArgumentException($"'{web.Listen}' is not HOST:PORT.");
        var host = listen.Address is not { } address ? "localhost"
            : address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any) ? "127.0.0.1"
            : address.ToString();
        return new UriBuilder("http", host, listen.Port).Uri;
    }
}
