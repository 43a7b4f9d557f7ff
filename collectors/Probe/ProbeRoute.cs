using System.Net;
using System.Net.Sockets;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The way to a target, as its settings have it: addresses, proxy, TLS.</summary>
internal sealed class ProbeRoute(ProbeSettings settings)
{
    static readonly ProbeRoute Default = new(new ProbeTarget());

    /// <summary>For all probes, so that a name is asked for once at a time.</summary>
    internal static NameLookups Names { get; } = new();

    internal ClientTls Tls { get; } = new(settings.TlsConfig);

    internal ForwardProxy? Proxy { get; } = ForwardProxy.Of(settings.ProxyUrl);

    /// <summary>One for all that want nothing special.</summary>
    internal static ProbeRoute Of(ProbeSettings settings) =>
        settings is { PreferredIpProtocol: IpProtocol.Any, ProxyUrl: "" } && settings.TlsConfig == TlsConfig.Default ? Default : new(settings);

    /// <summary>Looks the name up, without any memory of the last time.</summary>
    /// <exception cref="SocketException">It does not resolve, or not to an address that the settings allow.</exception>
    /// <exception cref="OperationCanceledException">It did not in time.</exception>
    internal async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel)
    {
        var addresses = InOrder(await Names.ResolveAsync(host, cancel), settings.PreferredIpProtocol, settings.IpProtocolFallback);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>Those of the preferred version first, then the others where they are allowed.</summary>
    internal static IPAddress[] InOrder(IPAddress[] addresses, IpProtocol preferred, bool fallback)
    {
        if (preferred == IpProtocol.Any)
            return addresses;
        var family = preferred == IpProtocol.Ip4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        return [.. addresses.Where(IsPreferred), .. fallback ? addresses.Where(address => !IsPreferred(address)) : []];

        bool IsPreferred(IPAddress address) => address.AddressFamily == family;
    }
}
