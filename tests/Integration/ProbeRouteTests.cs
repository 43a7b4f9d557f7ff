using System.Net;
using System.Net.Sockets;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Addresses and TLS of the kinds that are not HTTP, which take the same settings.</summary>
internal sealed class ProbeRouteTests
{
    readonly ProbeCertificates certificates = new("route");

    [OneTimeTearDown]
    public void Dispose() => certificates.Dispose();

    [Test]
    public async Task A_handshake_shows_the_certificate_of_the_settings()
    {
        using var certificate = certificates.Issue("127.0.0.1");
        await using var server = await OpensslServer.StartAsync(certificates.Files, certificate, certificates.CaFile, "TLS12");
        var target = new ProbeTarget { Url = $"tls://127.0.0.1:{server.Port}", TlsConfig = new() { CaFile = certificates.CaFile } };
        using var good = certificates.Issue("agent");
        var tls = certificates.Client("good", good);
        await CheckAsync(target with { TlsConfig = tls }, null);
        await CheckAsync(target, ProbeFailure.Tls);
        await CheckAsync(target with { TlsConfig = tls with { MinVersion = "TLS13" } }, ProbeFailure.Tls);

        File.Delete(tls.KeyFile);
        Assert.That(() => RunAsync(target with { TlsConfig = tls }), Throws.InstanceOf<SettingsFileException>().With.Message.Contains("key_file"));
    }

    [Test]
    public async Task A_handshake_asks_for_the_name_of_the_settings()
    {
        using var certificate = certificates.Issue("elsewhere.example");
        using var mail = TalkServer.OfMail(certificate);
        var target = new ProbeTarget
        {
            Url = $"tcp://127.0.0.1:{mail.Port}",
            TlsConfig = new() { CaFile = certificates.CaFile, ServerName = "elsewhere.example" },
            Tcp = new() { QueryResponse = [new() { Expect = "^220", Send = "EHLO agent" }, new() { Expect = "STARTTLS", Send = "STARTTLS" }, new() { Expect = "^220", Starttls = true }] },
        };
        await CheckAsync(target, null);
        await CheckAsync(target with { TlsConfig = new() { CaFile = certificates.CaFile } }, ProbeFailure.CertificateName);
    }

    [Test]
    public async Task Every_kind_explains_its_way()
    {
        using var certificate = certificates.Authority.Issue(DateTimeOffset.UtcNow.AddDays(-3), "127.0.0.1");
        using var mail = TalkServer.OfMail(certificate);
        var file = certificates.Files.Write("agent.yaml", $$"""
            collectors:
              probe:
                targets:
                  - name: mail
                    url: tcp://localhost:{{mail.Port}}
                    preferred_ip_protocol: ip4
                    ip_protocol_fallback: false
                    tls_config: {ca_file: '{{certificates.CaFile}}'}
                    tcp: {query_response: [{expect: ^220, send: EHLO agent}, {expect: STARTTLS, send: STARTTLS}, {expect: ^220, starttls: true}]}
            """);
        var probe = await AgentProcess.RunAsync("probe", "mail", "--config", file, "--verbose");
        Assert.That(probe.Output, Does.Contain("localhost is 127.0.0.1\n").And.Contain($"connected to 127.0.0.1 port {mail.Port}").And.Match(@"certificate CN=127\.0\.0\.1, .* expired .*, [34] days ago").And.Contain("Processing: "), probe.Error);
    }

    [Test]
    public async Task Only_addresses_of_the_wanted_version_are_tried()
    {
        using var server = TalkServer.OverTcp(_ => Task.CompletedTask);
        foreach (var url in new[] { $"tcp://127.0.0.1:{server.Port}", $"grpc://127.0.0.1:{server.Port}", $"dns://127.0.0.1:{server.Port}", "icmp://127.0.0.1" })
            await CheckAsync(new() { Url = url, PreferredIpProtocol = IpProtocol.Ip6, IpProtocolFallback = false, Dns = new() { QueryName = "example.org" } }, ProbeFailure.Dns);
        await CheckAsync(new() { Url = $"tcp://127.0.0.1:{server.Port}", PreferredIpProtocol = IpProtocol.Ip6 }, null);
    }

    [Test]
    public async Task A_name_with_addresses_of_both_versions_is_probed_on_the_preferred_one()
    {
        foreach (var address in await Dns.GetHostAddressesAsync("localhost"))
        {
            using var server = new TcpListener(address, 0);
            server.Start();
            var preferred = address.AddressFamily == AddressFamily.InterNetworkV6 ? IpProtocol.Ip6 : IpProtocol.Ip4;
            var probe = await CheckAsync(new() { Url = $"tcp://localhost:{((IPEndPoint)server.LocalEndpoint).Port}", PreferredIpProtocol = preferred, IpProtocolFallback = false }, null);
            Assert.That(probe.Address, Is.EqualTo(ProbeAddress.Of(address)));
        }
    }

    static Task<ProbeReading> RunAsync(ProbeTarget target) =>
        ProbePlan.Create(target.Url, target, HttpProbes.Patient, TimeProvider.System).RunAsync(CancellationToken.None);

    static async Task<ProbeReading> CheckAsync(ProbeTarget target, ProbeFailure? failure)
    {
        var probe = await RunAsync(target);
        Assert.That(probe.Failure, Is.EqualTo(failure), target.Url);
        return probe;
    }
}
