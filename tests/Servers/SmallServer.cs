using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MetricsAgent.Tests.Servers;

/// <summary>A web server with one answer, on 127.0.0.1.</summary>
internal sealed class SmallServer(WebApplication web, int port) : IAsyncDisposable
{
    public int Port => port;

    public static async Task<SmallServer> StartAsync(RequestDelegate answer, Action<ListenOptions>? listen = null)
    {
        var port = FreePort.Next();
        var web = TestWeb.CreateBuilder(kestrel => kestrel.Listen(IPAddress.Loopback, port, options => listen?.Invoke(options))).Build();
        web.Run(answer);
        await web.StartAsync();
        return new(web, port);
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
    }
}
