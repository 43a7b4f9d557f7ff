using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MetricsAgent.Tests.Servers;

/// <summary>A service with ASP.NET's own health checks, written in the ways that people write them, and any other body.</summary>
internal sealed class HealthServer : IAsyncDisposable
{
    readonly WebApplication web;
    readonly int port = FreePort.Next();

    HealthServer()
    {
        var builder = TestWeb.CreateBuilder(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddHealthChecks()
            .AddCheck("database", () => new HealthCheckResult(Database, "as the test has it"))
            .AddCheck("cache", () => HealthCheckResult.Healthy());
        web = builder.Build();
        web.MapHealthChecks("/words");
        web.MapHealthChecks("/json", new HealthCheckOptions { ResponseWriter = WriteJsonAsync });
        web.MapHealthChecks("/always200", new HealthCheckOptions
        {
            ResponseWriter = WriteJsonAsync,
            ResultStatusCodes = { [HealthStatus.Unhealthy] = StatusCodes.Status200OK },
        });
        web.MapHealthChecks("/serialized", new HealthCheckOptions { ResponseWriter = (http, report) => http.Response.WriteAsJsonAsync(report) });
        web.Map("/", WriteBodyAsync);
    }

    public Uri Url => new($"http://127.0.0.1:{port}/");

    /// <summary>What the check of the database says from now on.</summary>
    public HealthStatus Database { get; set; } = HealthStatus.Healthy;

    /// <summary>The body at the root from now on.</summary>
    public string Body { get; set; } = "";

    public string ContentType { get; set; } = "application/json";

    public int Status { get; set; } = 200;

    public static async Task<HealthServer> StartAsync()
    {
        var server = new HealthServer();
        await server.web.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
    }

    Task WriteBodyAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        return http.Response.WriteAsync(Body, Encoding.UTF8, http.RequestAborted);
    }

    static Task WriteJsonAsync(HttpContext http, HealthReport report)
    {
        var results = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = $"{entry.Value.Status}", description = entry.Value.Description, data = entry.Value.Data });
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(JsonSerializer.Serialize(new { status = $"{report.Status}", results }), http.RequestAborted);
    }
}
