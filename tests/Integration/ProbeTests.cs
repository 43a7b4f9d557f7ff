using System.Net;
using System.Net.Sockets;
using System.Text;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The HTTP probe against real servers: every way to fail has its reason, and nothing outlives its deadline.</summary>
internal sealed class ProbeTests
{
    static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    TargetServer server = null!;

    [OneTimeSetUp]
    public async Task Start() => server = await TargetServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task A_good_answer_is_measured_phase_by_phase()
    {
        var probe = await Probe(At(server.Http, "good"));

        Assert.That(probe.Failure, Is.Null);
        Assert.That(probe.Response, Has.Property("Status").EqualTo(200).And.Property("Version").EqualTo(HttpVersion.Version11).And.Property("Tls").False);
        Assert.That(probe.BodyLength, Is.EqualTo(TargetPaths.GoodBody.Length));
        Assert.That(probe.Address?.Protocol, Is.EqualTo(4));
        Assert.That(Sum(probe.Phases), Is.LessThanOrEqualTo(probe.Duration));
    }

    [Test]
    public async Task A_good_certificate_is_read_and_http2_negotiated()
    {
        var probe = await Probe(At(server.Https, "good") with { TlsConfig = new() { CaFile = server.CaFile } });

        Assert.That(probe.Failure, Is.Null);
        Assert.That(probe.Response, Has.Property("Version").EqualTo(HttpVersion.Version20).And.Property("Tls").True);
        Assert.That(probe.Certificate, Has.Property("Failure").Null.And.Property("EarliestExpiry").EqualTo(server.GoodUntil).And.Property("ChainExpiry").EqualTo(server.GoodUntil));
        Assert.That(probe.Tls, Is.EqualTo(new TlsReading("TLS 1.3", "TLS_AES_256_GCM_SHA384")));
        Assert.That(probe.Phases.Tls, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task A_refused_certificate_still_has_its_expiry()
    {
        var probe = await Probe(At(server.ExpiredHttps, "good") with { TlsConfig = new() { CaFile = server.CaFile } });

        Assert.That(probe.Failure, Is.EqualTo(ProbeFailure.CertificateExpired));
        Assert.That(probe.Certificate, Has.Property("EarliestExpiry").EqualTo(server.ExpiredSince).And.Property("ChainExpiry").Null);
        Assert.That(probe.Phases, Is.EqualTo(new PhaseTimes(probe.Phases.Resolve, probe.Phases.Connect, null, null, null)));
    }

    [Test]
    public async Task A_certificate_that_is_accepted_regardless_is_still_not_valid()
    {
        var probe = await Probe(At(server.ExpiredHttps, "good") with { TlsConfig = new() { CaFile = server.CaFile, InsecureSkipVerify = true } });

        Assert.That(probe.Failure, Is.Null);
        Assert.That(probe.Certificate, Has.Property("Failure").EqualTo(ProbeFailure.CertificateExpired));
    }

    [Test]
    public async Task Each_bad_certificate_has_its_own_reason()
    {
        await Check(At(server.WrongHostHttps, "good") with { TlsConfig = new() { CaFile = server.CaFile } }, ProbeFailure.CertificateName);
        await Check(At(server.UntrustedHttps, "good") with { TlsConfig = new() { CaFile = server.CaFile } }, ProbeFailure.CertificateUntrusted);
        await Check(At(server.Https, "good"), ProbeFailure.CertificateUntrusted);
        await Check(At(server.ExpiredHttps, "good") with { TlsConfig = new() { CaFile = server.CaFile } }, ProbeFailure.CertificateExpired);
    }

    [Test]
    public async Task A_host_that_is_not_there_is_told_from_one_that_does_not_listen()
    {
        await Check(new() { Url = "http://nosuch.invalid/" }, ProbeFailure.Dns);
        await Check(new() { Url = $"http://127.0.0.1:{FreePort.Next()}/" }, ProbeFailure.Refused);
    }

    [Test]
    public async Task A_host_that_drops_the_connection_attempt_is_a_connect_timeout()
    {
        // A listener whose queue is full answers nobody.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)full.LocalEndPoint!);

        var probe = await Check(new() { Url = $"http://{full.LocalEndPoint}/", Timeout = Short }, ProbeFailure.ConnectTimeout);
        Assert.That(probe.Phases, Is.EqualTo(new PhaseTimes(probe.Phases.Resolve, null, null, null, null)));
    }

    [Test]
    public async Task A_plain_port_is_not_tls() =>
        await Check(new() { Url = $"https://127.0.0.1:{server.Http.Port}/good" }, ProbeFailure.Tls);

    [Test]
    public async Task A_hanging_target_ends_at_the_deadline()
    {
        var probe = await Check(At(server.Http, "hang") with { Timeout = Short }, ProbeFailure.Timeout);

        Assert.That(probe.Duration, Is.EqualTo(Short).Within(Short / 2));
        Assert.That(probe.Phases.Tls, Is.EqualTo(TimeSpan.Zero));
        Assert.That(probe.Phases.Processing, Is.Null);
    }

    [Test]
    public async Task A_handshake_that_nobody_answers_ends_at_the_deadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var probe = await Check(new() { Url = $"https://{silent.LocalEndpoint}/", Timeout = Short }, ProbeFailure.Timeout);
        Assert.That(probe.Phases.Connect, Is.Not.Null);
        Assert.That(probe.Phases.Tls, Is.Null);
    }

    [Test]
    public async Task An_unexpected_status_fails_and_an_expected_one_does_not()
    {
        await Check(At(server.Http, "500"), ProbeFailure.Status);
        await Check(At(server.Http, "status/204"), null);
        await Check(At(server.Http, "500") with { ExpectStatus = [200, 500] }, null);
        await Check(At(server.Http, "good") with { ExpectStatus = [500] }, ProbeFailure.Status);
    }

    [Test]
    public async Task The_body_has_to_match_as_a_whole_text()
    {
        await Check(At(server.Http, "good") with { BodyMatches = "\"status\":\"healthy\"" }, null);
        await Check(At(server.Http, "good") with { BodyMatches = "degraded" }, ProbeFailure.Body);
        await Check(At(server.Http, "body?text=ärger") with { BodyMatches = "^ärger$" }, null);
    }

    [Test]
    public async Task A_body_longer_than_allowed_is_not_read_to_its_end()
    {
        var endless = await Check(At(server.Http, "endless"), ProbeFailure.TooLarge);
        Assert.That(endless.Phases.Transfer, Is.Null);

        var announced = await Check(At(server.Http, "body?text=0123456789") with { MaxBody = 9 }, ProbeFailure.TooLarge);
        Assert.That(announced.Response, Is.Not.Null);

        await Check(At(server.Http, "body?text=0123456789") with { MaxBody = 10 }, null);
    }

    [Test]
    public async Task Redirects_are_followed_up_to_the_limit()
    {
        var followed = await Check(At(server.Http, "redirect?n=3"), null);
        Assert.That(followed.Redirects, Is.EqualTo(3));

        var looping = await Check(At(server.Http, "loop"), ProbeFailure.Redirects);
        Assert.That(looping.Redirects, Is.EqualTo(10));

        await Check(At(server.Http, "redirect?n=2") with { MaxRedirects = 1 }, ProbeFailure.Redirects);
        await Check(At(server.Http, "redirect?n=1") with { MaxRedirects = 0 }, ProbeFailure.Status);
        await Check(At(server.Http, "redirect?n=1") with { ExpectStatus = [302] }, null);
    }

    [Test]
    public async Task Every_hop_over_tls_is_verified_by_itself()
    {
        var probe = await Check(At(server.Https, "redirect?n=2") with { TlsConfig = new() { CaFile = server.CaFile } }, null);
        Assert.That(probe.Redirects, Is.EqualTo(2));
        Assert.That(probe.Certificate, Has.Property("Failure").Null);
    }

    [Test]
    public async Task A_reset_and_an_answer_that_is_not_http_are_protocol_errors()
    {
        await Check(At(server.Http, "reset"), ProbeFailure.Protocol);
        await Check(new() { Url = Babble("220 mail.example ESMTP\r\n") }, ProbeFailure.Protocol);
        await Check(new() { Url = Babble("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") }, ProbeFailure.Protocol);
        await Check(new() { Url = Babble($"HTTP/1.1 200 OK\r\nX-Long: {new string('x', 100_000)}\r\n\r\n") }, ProbeFailure.TooLarge);
    }

    [Test]
    public async Task User_information_becomes_basic_authentication_and_headers_are_sent()
    {
        var url = new UriBuilder(new Uri(server.Http, "echo")) { UserName = "monitor", Password = "p%40ss" }.ToString();
        var credentials = Convert.ToBase64String("monitor:p@ss"u8);
        var headers = new Dictionary<string, string> { ["Host"] = "health.example", ["X-Api-Key"] = "key" };

        await Check(new() { Url = url, BodyMatches = $"Authorization: Basic {credentials}" }, null);
        await Check(new() { Url = url, Headers = headers, BodyMatches = "(?s)Host: health.example.*X-Api-Key: key" }, null);
        await Check(new() { Url = url, BodyMatches = "User-Agent: metrics-agent/[0-9]" }, null);
        await Check(new() { Url = url, Method = "HEAD" }, null);
    }

    [Test]
    public void Calling_a_probe_off_is_not_a_result()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var target = At(server.Http, "hang");
        var probe = new HttpProbe(target.Url, target, Patient, TimeProvider.System);
        Assert.That(async () => await probe.RunAsync(soon.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    static ProbeTarget At(Uri server, string path) => new() { Url = new Uri(server, path).ToString() };

    static async Task<HttpReading> Probe(ProbeTarget target) =>
        (HttpReading)await new HttpProbe(target.Url, target, target.Timeout ?? Patient, TimeProvider.System).RunAsync(CancellationToken.None);

    static async Task<HttpReading> Check(ProbeTarget target, ProbeFailure? failure)
    {
        var probe = await Probe(target);
        Assert.That(probe.Failure, Is.EqualTo(failure), target.Url);
        return probe;
    }

    static TimeSpan Sum(PhaseTimes phases) =>
        phases.Resolve!.Value + phases.Connect!.Value + phases.Tls!.Value + phases.Processing!.Value + phases.Transfer!.Value;

    /// <summary>The address of a server that says one thing, once, whatever it is asked.</summary>
    static string Babble(string answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            using (listener)
            using (var client = await listener.AcceptTcpClientAsync())
            {
                _ = await client.GetStream().ReadAsync(new byte[4096]);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
        });
        return $"http://{listener.LocalEndpoint}/";
    }
}
