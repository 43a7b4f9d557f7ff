using System.Diagnostics.CodeAnalysis;
using System.Net;
using MetricsAgent.Config;

namespace MetricsAgent.Commands;

/// <summary>Where another command finds a running agent, and how it asks it.</summary>
static class AgentAddress
{
    /// <summary>That of the agent that runs with a configuration.</summary>
    internal static Uri Of(WebConfig web)
    {
        if (!ListenAddress.TryParse(web.Listen, out var listen))
            throw new ArgumentException($"'{web.Listen}' is not HOST:PORT.");
        var host = listen.Address is not { } address ? "localhost"
            : address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any) ? "127.0.0.1"
            : address.ToString();
        return new UriBuilder("http", host, listen.Port).Uri;
    }

    /// <summary>What <c>--url</c> says.</summary>
    /// <param name="problem">For the error, where it is no address.</param>
    internal static bool TryParse(string url, [NotNullWhen(true)] out Uri? address, out string problem)
    {
        problem = $"--url '{url}' is no URL such as http://127.0.0.1:9464";
        return Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out address) && address.Scheme is "http" or "https";
    }

    /// <summary>A proxy of the environment would be asked for this machine, too.</summary>
    /// <param name="connect">How long a connection may take; as long as everything where it is not given.</param>
    internal static HttpClient Client(Uri agent, TimeSpan timeout, TimeSpan? connect = null) =>
        new(new SocketsHttpHandler { UseProxy = !agent.IsLoopback, ConnectTimeout = connect ?? Timeout.InfiniteTimeSpan }) { Timeout = timeout };
}
