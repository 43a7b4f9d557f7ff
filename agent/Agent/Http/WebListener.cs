using System.Net;
using MetricsAgent.Config;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MetricsAgent.Http;

/// <summary>Where the agent listens, and what its readers may cost.</summary>
static class WebListener
{
    internal static void Configure(KestrelServerOptions kestrel, WebConfig web)
    {
        kestrel.AddServerHeader = false;

        // A reader that does not read holds its connection and this much, and not for long.
        kestrel.Limits.MaxResponseBufferSize = 16 << 10;
        kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 8 << 10, gracePeriod: TimeSpan.FromSeconds(5));
        if (!ListenAddress.TryParse(web.Listen, out var listen))
            throw new ArgumentException($"'{web.Listen}' is not HOST:PORT.");
        if (listen.Address?.Equals(IPAddress.IPv6Any) == true)
            kestrel.ListenAnyIP(listen.Port);
        else if (listen.Address is null && listen.Port > 0)
            kestrel.ListenLocalhost(listen.Port);
        else
            kestrel.Listen(listen.Address ?? IPAddress.Loopback, listen.Port);
    }
}
