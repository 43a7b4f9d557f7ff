using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace MetricsAgent.Config;

/// <summary>A <see cref="WebConfig.Listen"/> taken apart.</summary>
/// <param name="Address">Where to bind; null is <c>localhost</c>, both loopback addresses.</param>
/// <param name="Port">0 to 65535; 0 takes a free one.</param>
public sealed record ListenAddress(IPAddress? Address, int Port)
{
    bool IsEveryAddress => Equals(Address, IPAddress.IPv6Any) || Equals(Address, IPAddress.Any);

    /// <summary>Whether a URL leads there, as far as it can be told without looking up names.</summary>
    public bool Serves(Uri url) => url.Port == Port && (
        IPAddress.TryParse(url.IdnHost, out var host) ? Serves(host)
        : url.IsLoopback ? Address is null || IsEveryAddress || IPAddress.IsLoopback(Address)
        : IsEveryAddress && url.IdnHost.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase));

    bool Serves(IPAddress host) =>
        Address is null || IsEveryAddress ? IPAddress.IsLoopback(host) || Equals(host, IPAddress.Any) || Equals(host, IPAddress.IPv6Any) : Address.Equals(host);

    /// <summary>Reads <c>127.0.0.1:9464</c>, <c>[::1]:9464</c>, <c>localhost:9464</c>, <c>*:9464</c> or <c>:9464</c>, which are every address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? listen)
    {
        listen = null;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;
        var host = text[..colon];
        if (host is "localhost")
            listen = new ListenAddress(null, port);
        else if (host is "" or "*")
            listen = new ListenAddress(IPAddress.IPv6Any, port);
        else if (host is ['[', .. var inner, ']'] ? IPAddress.TryParse(inner, out var address) && inner.Contains(':')
            : host.Count(c => c == '.') == 3 && IPAddress.TryParse(host, out address))
            listen = new ListenAddress(address, port);
        return listen is not null;
    }
}
