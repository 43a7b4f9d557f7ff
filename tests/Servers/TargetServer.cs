using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// A real web server to probe, on loopback: the paths of <see cref="TargetPaths"/>, over plain HTTP and over HTTPS with one port per
/// kind of certificate. Its addresses end in <c>/</c>: <c>new Uri(server.Http, "good")</c>.
/// </summary>
internal sealed class TargetServer : IAsyncDisposable
{
    readonly TestAuthority authority = new();
    readonly TemporaryDirectory directory = new("target");
    readonly List<X509Certificate2> certificates = [];
    readonly WebApplication web;

    TargetServer()
    {
        // A certificate holds whole seconds.
        var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        GoodUntil = now.AddDays(10);
        ExpiredSince = now.AddDays(-1);
        CaFile = directory.Write("ca.pem", authority.Pem);

        web = TestWeb.CreateBuilder(kestrel =>
        {
            Listen(kestrel, null, address => Http = address);
            Listen(kestrel, authority.Issue(GoodUntil, "127.0.0.1", "localhost"), address => Https = address);
            Listen(kestrel, authority.Issue(ExpiredSince, "127.0.0.1", "localhost"), address => ExpiredHttps = address);
            Listen(kestrel, authority.Issue(GoodUntil, "elsewhere.example"), address => WrongHostHttps = address);
            Listen(kestrel, TestAuthority.SelfSigned(GoodUntil, "127.0.0.1", "localhost"), address => UntrustedHttps = address);
        }).Build();
        TargetPaths.Map(web);
    }

    public Uri Http { get; private set; } = null!;

    /// <summary>A certificate for 127.0.0.1 and localhost of the authority in <see cref="CaFile"/>, until <see cref="GoodUntil"/>.</summary>
    public Uri Https { get; private set; } = null!;

    /// <summary>As <see cref="Https"/>, expired at <see cref="ExpiredSince"/>.</summary>
    public Uri ExpiredHttps { get; private set; } = null!;

    /// <summary>A certificate for <c>elsewhere.example</c>.</summary>
    public Uri WrongHostHttps { get; private set; } = null!;

    /// <summary>A self-signed certificate.</summary>
    public Uri UntrustedHttps { get; private set; } = null!;

    /// <summary>PEM file of the authority that issued all but the self-signed certificate.</summary>
    public string CaFile { get; }

    public DateTimeOffset GoodUntil { get; }
    public DateTimeOffset ExpiredSince { get; }

    public static async Task<TargetServer> StartAsync()
    {
        var server = new TargetServer();
        await server.web.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
        foreach (var certificate in certificates)
            certificate.Dispose();
        authority.Dispose();
        directory.Dispose();
    }

    void Listen(KestrelServerOptions kestrel, X509Certificate2? certificate, Action<Uri> listening)
    {
        var port = FreePort.Next();
        kestrel.Listen(IPAddress.Loopback, port, options =>
        {
            if (certificate is not null)
                options.UseHttps(certificate);
        });
        if (certificate is not null)
            certificates.Add(certificate);
        listening(new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}/"));
    }
}
