using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using static MetricsAgent.Tests.Integration.HttpProbes;

namespace MetricsAgent.Tests.Integration;

/// <summary>Certificates shown, names asked for, versions wanted.</summary>
internal sealed class HttpProbeTlsTests
{
    readonly ProbeCertificates certificates = new("tls");

    [OneTimeTearDown]
    public void Dispose() => certificates.Dispose();

    [Test]
    public async Task A_server_that_wants_a_certificate_gets_it([Values("TLS12", "TLS13")] string version)
    {
        await using var server = await RequiringCertificateAsync(version);
        using var good = certificates.Issue("agent");
        await CheckAsync(At(server, certificates.Client("good", good)), null);

        await CheckRefusedAsync(At(server, new()));
        using var expired = certificates.Authority.Issue(DateTimeOffset.UtcNow.AddDays(-1), "agent");
        await CheckRefusedAsync(At(server, certificates.Client("expired", expired)));
        using var unknown = TestAuthority.SelfSigned(ProbeCertificates.Later, "agent");
        await CheckRefusedAsync(At(server, certificates.Client("unknown", unknown)));
    }

    [Test]
    public async Task A_certificate_that_is_refused_within_the_handshake_is_a_failure_of_tls()
    {
        using var certificate = certificates.Issue("127.0.0.1");
        await using var server = await OpensslServer.StartAsync(certificates.Files, certificate, certificates.CaFile, "TLS12");
        var target = new ProbeTarget { Url = $"https://127.0.0.1:{server.Port}/", TlsConfig = new() { CaFile = certificates.CaFile } };
        using var good = certificates.Issue("agent");
        await CheckAsync(target with { TlsConfig = certificates.Client("good", good) }, null);

        await CheckAsync(target, ProbeFailure.Tls);
        using var expired = certificates.Authority.Issue(DateTimeOffset.UtcNow.AddDays(-1), "agent");
        await CheckAsync(target with { TlsConfig = certificates.Client("expired", expired) }, ProbeFailure.Tls);
    }

    [Test]
    public async Task A_renewed_certificate_is_shown_the_next_time()
    {
        await using var server = await RequiringCertificateAsync("TLS13");
        using var expired = certificates.Authority.Issue(DateTimeOffset.UtcNow.AddDays(-1), "agent");
        using var good = certificates.Issue("agent");
        var target = At(server, certificates.Client("renewed", expired));
        await CheckRefusedAsync(target);
        var probe = Create(target);
        await probe.RunAsync();
        certificates.Client("renewed", good);
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
    }

    [Test]
    public async Task The_name_asked_for_is_that_of_the_settings_or_the_header_or_the_url()
    {
        string? asked = null;
        using var certificate = certificates.Issue("elsewhere.example", "localhost");
        await using var server = await SmallServer.StartAsync(http => http.Response.WriteAsync("ok"), options => options.UseHttps(https =>
            https.ServerCertificateSelector = (_, name) =>
            {
                asked = name;
                return certificate;
            }));

        await Check(At(server, new() { ServerName = "elsewhere.example" }), "elsewhere.example");
        await Check(At(server, new()) with { Headers = new Dictionary<string, string> { ["Host"] = "elsewhere.example" } }, "elsewhere.example");
        await Check(At(server, new()) with { Url = $"https://localhost:{server.Port}/" }, "localhost");
        await CheckAsync(At(server, new() { ServerName = "other.example" }), ProbeFailure.CertificateName);

        async Task Check(ProbeTarget target, string name)
        {
            asked = null;
            await CheckAsync(target, null);
            Assert.That(asked, Is.EqualTo(name));
        }
    }

    [Test]
    public async Task Another_host_is_neither_shown_the_certificate_nor_asked_for_the_name()
    {
        X509Certificate2? shown = null;
        using var certificate = certificates.Issue("127.0.0.1", "localhost", "first.example");
        SmallServer? server = null;
        server = await SmallServer.StartAsync(
            async http =>
            {
                shown = await http.Connection.GetClientCertificateAsync();
                if (http.Request.Path == "/away")
                    http.Response.Redirect($"https://localhost:{server!.Port}/");
            },
            options => options.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        await using var running = server;
        using var own = certificates.Issue("agent");
        var tls = certificates.Client("own", own) with { ServerName = "first.example" };

        await CheckAsync(At(server, tls), null);
        Assert.That(shown, Is.Not.Null);
        var away = await CheckAsync(At(server, tls) with { Url = $"https://127.0.0.1:{server.Port}/away" }, null);
        Assert.That(away.Redirects, Is.EqualTo(1));
        Assert.That(shown, Is.Null);
    }

    [Test]
    public async Task A_server_without_http2_is_connected_to_once()
    {
        var connections = 0;
        using var certificate = certificates.Issue("127.0.0.1");
        await using var server = await SmallServer.StartAsync(http => http.Response.WriteAsync("ok"), options =>
        {
            options.Protocols = HttpProtocols.Http1;
            options.UseHttps(certificate);
            options.Use(next => connection =>
            {
                Interlocked.Increment(ref connections);
                return next(connection);
            });
        });

        var probe = await CheckAsync(At(server, new()), null);
        Assert.That(probe.Response, Has.Property("Version").EqualTo(new Version(1, 1)));
        Assert.That(connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_version_of_tls_that_is_too_old_is_refused()
    {
        using var certificate = certificates.Issue("127.0.0.1");
        await using var server = await SmallServer.StartAsync(http => http.Response.WriteAsync("ok"), options => options.UseHttps(certificate, https => https.SslProtocols = SslProtocols.Tls12));

        var probe = await CheckAsync(At(server, new()), null);
        Assert.That(probe.Tls, Has.Property("Protocol").EqualTo("TLS 1.2"));
        await CheckAsync(At(server, new() { MinVersion = "TLS13" }), ProbeFailure.Tls);
    }

    [Test]
    public async Task Https_goes_through_a_proxy_by_connect()
    {
        using var certificate = certificates.Issue("127.0.0.1");
        await using var server = await SmallServer.StartAsync(http => http.Response.WriteAsync("ok"), options => options.UseHttps(certificate));
        using var proxy = new ConnectProxy("agent:p@ss");
        var target = At(server, new()) with { ProxyUrl = $"http://agent:p%40ss@127.0.0.1:{proxy.Port}" };

        var probe = await CheckAsync(target, null);
        Assert.That(probe.Certificate, Has.Property("Failure").Null);
        Assert.That(probe.Phases.Tls, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(proxy.Requests, Is.EqualTo(new[] { $"CONNECT 127.0.0.1:{server.Port} HTTP/1.1" }));

        var locked = await CheckAsync(target with { ProxyUrl = proxy.Url }, ProbeFailure.Refused);
        Assert.That(locked.Phases.Connect, Is.Null);
        await CheckAsync(target with { Url = $"https://127.0.0.1:{FreePort.Next()}/" }, ProbeFailure.Refused);
        await CheckAsync(target with { ProxyUrl = $"http://127.0.0.1:{FreePort.Next()}" }, ProbeFailure.Refused);
        await CheckAsync(target with { ProxyUrl = "http://nosuch.invalid:3128" }, ProbeFailure.Dns);
        await CheckAsync(target with { TlsConfig = new() }, ProbeFailure.CertificateUntrusted);
        using var mute = new RawServer(async client => await client.ReceiveAsync(new byte[1]).ContinueWith(_ => Task.Delay(Patient), TaskScheduler.Default).Unwrap());
        await CheckAsync(target with { ProxyUrl = $"http://{mute.EndPoint}", Timeout = TimeSpan.FromSeconds(1) }, ProbeFailure.ConnectTimeout);
    }

    [Test]
    public async Task Http_goes_through_a_proxy_with_its_whole_url()
    {
        await using var server = await SmallServer.StartAsync(http => http.Response.WriteAsync(http.Request.Headers.ContainsKey("Proxy-Authorization") ? "passed on" : "ok"));
        using var proxy = new ConnectProxy("agent:p");
        var target = new ProbeTarget { Url = $"http://127.0.0.1:{server.Port}/health?a=b", ProxyUrl = $"http://agent:p@127.0.0.1:{proxy.Port}" };

        await CheckAsync(target, null);
        Assert.That(proxy.Requests, Is.EqualTo(new[] { $"GET http://127.0.0.1:{server.Port}/health?a=b HTTP/1.1" }));
        var locked = await CheckAsync(target with { ProxyUrl = proxy.Url }, ProbeFailure.Status);
        Assert.That(locked.Response, Has.Property("Status").EqualTo(407));
    }

    async Task<SmallServer> RequiringCertificateAsync(string version)
    {
        var certificate = certificates.Issue("127.0.0.1");
        return await SmallServer.StartAsync(http => http.Response.WriteAsync("ok"), options => options.UseHttps(certificate, https =>
        {
            https.SslProtocols = version == "TLS12" ? SslProtocols.Tls12 : SslProtocols.Tls13;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (client, _, _) => IsOfAuthority(client);
        }));
    }

    /// <summary>
    /// A server in .NET closes the connection after the handshake without saying why; one that says so, with TLS 1.3, may have its
    /// alert overtaken by the reset that the request causes.
    /// </summary>
    static async Task CheckRefusedAsync(ProbeTarget target)
    {
        var probe = await ProbeAsync(target);
        Assert.That(probe.Failure, Is.EqualTo(ProbeFailure.Tls).Or.EqualTo(ProbeFailure.Protocol));
        Assert.That(probe.Response, Is.Null);
    }

    bool IsOfAuthority(X509Certificate2 client)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(certificates.Authority.Pem);
        return chain.Build(client);
    }

    ProbeTarget At(SmallServer server, TlsConfig tls) => new()
    {
        Url = $"https://127.0.0.1:{server.Port}/",
        TlsConfig = tls with { CaFile = certificates.CaFile },
    };
}
