using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// Speaks <c>grpc.health.v1.Health/Check</c> over HTTP/2, with and without TLS. The server as a whole is well; what a service is, its
/// name says: <c>NotServing</c>, <c>Unregistered</c>, <c>Hang</c>, <c>Garbage</c>, <c>Silent</c>.
/// </summary>
internal sealed class GrpcHealthServer : IAsyncDisposable
{
    readonly TestAuthority authority = new();
    readonly TemporaryDirectory directory = new("grpc");
    readonly X509Certificate2 certificate;
    readonly WebApplication web;

    GrpcHealthServer()
    {
        CaFile = directory.Write("ca.pem", authority.Pem);
        certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(10), "127.0.0.1", "localhost");
        web = TestWeb.CreateBuilder(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, Port, options => options.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, TlsPort, options =>
            {
                options.Protocols = HttpProtocols.Http2;
                options.UseHttps(certificate);
            });
        }).Build();
        web.MapPost("/grpc.health.v1.Health/Check", CheckAsync);
    }

    public int Port { get; } = FreePort.Next();

    public int TlsPort { get; } = FreePort.Next();

    /// <summary>PEM file of the authority that issued the certificate.</summary>
    public string CaFile { get; }

    public static async Task<GrpcHealthServer> StartAsync()
    {
        var server = new GrpcHealthServer();
        await server.web.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
        certificate.Dispose();
        authority.Dispose();
        directory.Dispose();
    }

    static async Task CheckAsync(HttpContext http)
    {
        using var request = new MemoryStream();
        await http.Request.Body.CopyToAsync(request);
        http.Response.ContentType = "application/grpc";
        switch (Service(request.ToArray()))
        {
            case "":
                await AnswerAsync(http, [0, 0, 0, 0, 2, 0x08, 1]);
                break;
            case "NotServing":
                await AnswerAsync(http, [0, 0, 0, 0, 2, 0x08, 2]);
                break;
            case "Hang":
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                break;
            case "Garbage":
                await AnswerAsync(http, [0, 0, 0, 0, 9, 0xff, 0xff]);
                break;
            case "Silent":
                break;
            default:
                // NOT_FOUND, as servers say it that have nothing else to say: without a body.
                http.Response.Headers["grpc-status"] = "5";
                break;
        }
    }

    static async Task AnswerAsync(HttpContext http, byte[] message)
    {
        await http.Response.Body.WriteAsync(message);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Five bytes of prefix, the tag of the first field and its length come first.</summary>
    static string Service(byte[] request) => request.Length <= 5 ? "" : Encoding.UTF8.GetString(request.AsSpan(7));
}
