using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Servers;

/// <summary>A program with metrics, on a loopback port. What it answers can be changed while it runs.</summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    public const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    public const string Text = "text/plain; version=0.0.4; charset=utf-8";

    readonly WebApplication web;

    MetricsServer(int port)
    {
        Address = new($"http://127.0.0.1:{port}/metrics");
        web = TestWeb.CreateBuilder(kestrel => kestrel.Listen(IPAddress.Loopback, port)).Build();
        web.Run(http => Answer(http));
    }

    public Uri Address { get; }

    /// <summary>Label <c>instance</c>.</summary>
    public string Instance => Address.Authority;

    public RequestDelegate Answer { get; set; } = http => Task.CompletedTask;

    public static async Task<MetricsServer> StartAsync(string body = "", string type = Text, int? port = null)
    {
        var server = new MetricsServer(port ?? FreePort.Next()) { Answer = Of(body, type) };
        await server.web.StartAsync();
        return server;
    }

    public static RequestDelegate Of(string body, string type = Text) => http =>
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body, http.RequestAborted);
    };

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
    }
}
