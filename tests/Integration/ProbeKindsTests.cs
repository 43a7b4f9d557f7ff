using System.Net;
using System.Net.Sockets;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Probes of everything but HTTP, against real servers.</summary>
internal sealed class ProbeKindsTests
{
    static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    TargetServer web = null!;
    NameServer names = null!;
    GrpcHealthServer grpc = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        web = await TargetServer.StartAsync();
        names = await NameServer.StartAsync();
        grpc = await GrpcHealthServer.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await web.DisposeAsync();
        await names.DisposeAsync();
        await grpc.DisposeAsync();
    }

    [Test]
    public async Task A_database_that_listens_is_told_from_one_that_does_not()
    {
        var url = "";
        await using (var server = await PostgresServer.StartAsync(PostgresServer.Majors[^1]))
        {
            url = $"tcp://127.0.0.1:{server.Port}";
            var probe = await Check(new() { Url = url }, null);
            Assert.That(probe.Address?.Protocol, Is.EqualTo(4));
        }

        await Check(new() { Url = url }, ProbeFailure.Refused);
    }

    [Test]
    public async Task A_name_that_is_not_there_and_a_queue_that_is_full_have_their_reasons()
    {
        await Check(new() { Url = "tcp://nosuch.invalid:1" }, ProbeFailure.Dns);
        await Check(new() { Url = "icmp://nosuch.invalid" }, ProbeFailure.Dns);
        await Check(new() { Url = "grpc://nosuch.invalid:1" }, ProbeFailure.Dns);
        await Check(Question("SOA", "dns://nosuch.invalid"), ProbeFailure.Dns);

        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)full.LocalEndPoint!);
        await Check(new() { Url = $"tcp://{full.LocalEndPoint}", Timeout = Short }, ProbeFailure.ConnectTimeout);
    }

    [Test]
    public async Task A_handshake_over_tls_shows_the_certificate()
    {
        var good = await Check(Tls(web.Https), null);
        Assert.That(good.Certificate, Has.Property("Failure").Null.And.Property("EarliestExpiry").EqualTo(web.GoodUntil));
        Assert.That(good.Tls?.Protocol, Is.EqualTo("TLS 1.3"));

        var expired = await Check(Tls(web.ExpiredHttps), ProbeFailure.CertificateExpired);
        Assert.That(expired.Certificate?.EarliestExpiry, Is.EqualTo(web.ExpiredSince));
        await Check(Tls(web.WrongHostHttps), ProbeFailure.CertificateName);
        await Check(Tls(web.UntrustedHttps), ProbeFailure.CertificateUntrusted);
        await Check(Tls(web.Http), ProbeFailure.Tls);

        var regardless = await Check(Tls(web.ExpiredHttps) with { TlsConfig = new() { InsecureSkipVerify = true } }, null);
        Assert.That(regardless.Certificate?.Failure, Is.EqualTo(ProbeFailure.CertificateExpired));

        ProbeTarget Tls(Uri server) => new() { Url = $"tls://127.0.0.1:{server.Port}", TlsConfig = new() { CaFile = web.CaFile } };
    }

    [Test]
    public async Task A_conversation_begins_tls_and_goes_on()
    {
        using var authority = new TestAuthority();
        using var directory = new TemporaryDirectory("mail");
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "127.0.0.1");
        using var expired = authority.Issue(DateTimeOffset.UtcNow.AddDays(-1), "127.0.0.1");
        using var server = TalkServer.OfMail(certificate);
        using var late = TalkServer.OfMail(expired);
        var ca = new TlsConfig { CaFile = directory.Write("ca.pem", authority.Pem) };
        QueryResponse[] steps =
        [
            new() { Expect = @"^220 (\S+)", Labels = [new() { Name = "banner", Value = "$1" }], Send = "EHLO $1" },
            new() { Expect = "^250 STARTTLS$", Send = "STARTTLS" },
            new() { Expect = "^220", Starttls = true },
            new() { Send = "QUIT" },
            new() { Expect = "^250 QUIT$" },
        ];

        var probe = (StreamReading)await Check(At(server), null);
        Assert.That(probe.Exchange?.Labels, Is.EqualTo(new[] { ("banner", "mail.example") }));
        Assert.That(probe.Certificate?.Failure, Is.Null);
        Assert.That(probe.Tls, Is.Not.Null);
        await Check(At(late), ProbeFailure.CertificateExpired);

        ProbeTarget At(TalkServer mail) => new() { Url = $"tcp://127.0.0.1:{mail.Port}", TlsConfig = ca, Tcp = new() { QueryResponse = steps } };
    }

    [Test]
    public async Task An_answer_that_does_not_match_says_what_did_not()
    {
        using var server = TalkServer.OverTcp(stream => TalkServer.WriteAsync(stream, "one\r\ntwo\r\nlast"));
        await Check(Say(server, new QueryResponse { Expect = "^two$" }, new QueryResponse { Expect = "^last$" }), null);
        await Check(Say(server, new QueryResponse { ExpectBytes = "one\r" }, new QueryResponse { ExpectBytes = "\ntwo" }), null);

        var regex = (StreamReading)await Check(Say(server, new QueryResponse { Expect = "^three$" }), ProbeFailure.Body);
        Assert.That(regex.Exchange, Has.Property("RegexFailed").True.And.Property("BytesFailed").False);
        var bytes = (StreamReading)await Check(Say(server, new QueryResponse { ExpectBytes = "two" }), ProbeFailure.Body);
        Assert.That(bytes.Exchange, Has.Property("RegexFailed").False.And.Property("BytesFailed").True);
        await Check(Say(server, new QueryResponse { ExpectBytes = "one\r\ntwo\r\nlast and more" }), ProbeFailure.Protocol);
    }

    [Test]
    public async Task A_server_that_is_silent_or_never_stops_ends_at_the_deadline()
    {
        using var silent = TalkServer.OverTcp(stream => Task.Delay(Patient));
        await Check(Say(silent, new QueryResponse { Expect = "." }) with { Timeout = Short }, ProbeFailure.Timeout);

        using var endless = TalkServer.OverTcp(async stream =>
        {
            while (true)
                await TalkServer.WriteAsync(stream, new string('x', 10_000));
        });
        await Check(Say(endless, new QueryResponse { Expect = "y" }) with { Timeout = Short }, ProbeFailure.Timeout);
    }

    [Test]
    public async Task A_unix_socket_answers_as_a_port_does()
    {
        using var directory = new TemporaryDirectory("unix");
        var path = directory.File("a b.sock");
        var target = new ProbeTarget { Url = $"unix://{path}", Unix = new() { QueryResponse = [new() { Send = "ping" }, new() { Expect = "^pong ping$" }] } };
        await Check(target, ProbeFailure.Refused);
        using (TalkServer.OverUnix(path, async stream => await TalkServer.WriteAsync(stream, $"pong {await TalkServer.ReadLineAsync(stream)}\n")))
        {
            var probe = await Check(target, null);
            Assert.That(probe, Has.Property("Address").Null.And.Property("Lookup").Null);
        }

        // Nobody listens any more.
        await Check(target, ProbeFailure.Refused);
    }

    [Test]
    public async Task A_unix_socket_of_somebody_else_is_a_permission_that_is_missing()
    {
        using var directory = new TemporaryDirectory("unix", unprivileged: true);
        var path = directory.File("app.sock");
        using var server = TalkServer.OverUnix(path, _ => Task.CompletedTask);
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        using var config = Readable("socket", $"unix://{path}", unprivileged: true);
        var metrics = await AgentProcess.RunWithinAsync(Environment.IsPrivilegedProcess ? Namespaces.WithoutRights() : [], "metrics", "probe", "--config", config.File("agent.yaml"));
        Assert.That(metrics.Output, Does.Contain("""reason="permission"}""").And.Contain("probe_success{"));
        Assert.That(metrics.Error, Does.Contain("the agent may not connect"));
    }

    [Test]
    public async Task A_name_server_is_asked_over_udp_and_tcp()
    {
        foreach (var transport in Enum.GetValues<DnsTransport>())
        {
            var soa = await Ask(Question("SOA", transport: transport), null);
            Assert.That(soa, Has.Property("ResponseCode").EqualTo(0).And.Property("Serial").EqualTo(NameServer.Serial));
            Assert.That(soa?.Answer, Has.Count.EqualTo(1));
            Assert.That(soa?.Authority, Has.Count.EqualTo(1));
            Assert.That(soa?.Additional, Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task An_answer_that_does_not_fit_is_asked_for_again()
    {
        var big = await Ask(Question("TXT", name: $"big.{NameServer.Zone}"), null);
        Assert.That(big?.Answer, Has.Count.EqualTo(NameServer.BigTexts));
    }

    [Test]
    public async Task Response_codes_and_records_are_judged()
    {
        await Ask(Question("A", name: $"nosuch.{NameServer.Zone}"), ProbeFailure.Status);
        await Ask(With(Question("A", name: $"nosuch.{NameServer.Zone}"), dns => dns with { ValidRcodes = ["NXDOMAIN"] }), null);
        await Ask(Question("A", name: "elsewhere.example"), ProbeFailure.Status);
        await Ask(With(Question("A", name: "elsewhere.example"), dns => dns with { ValidRcodes = ["REFUSED"] }), null);

        var www = Question("A", name: $"www.{NameServer.Zone}");
        await Ask(With(www, dns => dns with { ValidateAnswerRrs = new() { FailIfNotMatchesRegexp = [@"^www\.example\.test\.\t300\tIN\tA\t192\.0\.2\.8[01]$"] } }), null);
        await Ask(With(www, dns => dns with { ValidateAnswerRrs = new() { FailIfNotMatchesRegexp = [@"192\.0\.2\.80$"] } }), ProbeFailure.Body);
        await Ask(With(www, dns => dns with { ValidateAnswerRrs = new() { FailIfNoneMatchesRegexp = [@"192\.0\.2\.80$"] } }), null);
        await Ask(With(www, dns => dns with { ValidateAnswerRrs = new() { FailIfNoneMatchesRegexp = [@"192\.0\.2\.82$"] } }), ProbeFailure.Body);
        await Ask(With(www, dns => dns with { ValidateAnswerRrs = new() { FailIfMatchesRegexp = [@"192\.0\.2\.81$"] } }), ProbeFailure.Body);
        await Ask(With(www, dns => dns with { ValidateAuthorityRrs = new() { FailIfNotMatchesRegexp = [@"\tNS\tns\."] } }), null);
        await Ask(With(Question("AAAA", name: $"www.{NameServer.Zone}"), dns => dns with { ValidateAnswerRrs = new() { FailIfNotMatchesRegexp = ["."] } }), ProbeFailure.Body);

        static ProbeTarget With(ProbeTarget target, Func<DnsProbeConfig, DnsProbeConfig> change) => target with { Dns = change(target.Dns!) };
    }

    [Test]
    public async Task Every_type_of_record_is_read()
    {
        await Find("MX", NameServer.Zone, "10 mail.example.test.");
        await Find("TXT", NameServer.Zone, "\"v=spf1 -all\" \"with \\\"quotes\\\" and \\\\ \"");
        await Find("AAAA", $"mail.{NameServer.Zone}", "2001:db8::25");
        await Find("CNAME", $"alias.{NameServer.Zone}", $"www.{NameServer.Zone}.");
        await Find("SRV", $"_https._tcp.{NameServer.Zone}", $"1 2 443 www.{NameServer.Zone}.");
        await Find("NS", NameServer.Zone, $"ns.{NameServer.Zone}.");
        await Find("CAA", NameServer.Zone, @"\# 17 0005697373756563612e6578616d706c65");

        async Task Find(string type, string name, string data)
        {
            var message = await Ask(Question(type, name: name), null);
            Assert.That(message?.Answer[0].Text, Is.EqualTo($"{name}.\t300\tIN\t{type}\t{data}"));
        }
    }

    [Test]
    public async Task A_name_server_that_is_gone_or_talks_nonsense_has_its_reason()
    {
        await Ask(Question("A", $"dns://127.0.0.1:{FreePort.Next()}", transport: DnsTransport.Tcp), ProbeFailure.Refused);
        await Ask(Question("A", $"dns://127.0.0.1:{FreePort.Next()}"), ProbeFailure.Refused);

        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await Ask(Question("A", $"dns://{silent.Client.LocalEndPoint}") with { Timeout = Short }, ProbeFailure.Timeout);

        using var liar = TalkServer.OverTcp(async stream =>
        {
            _ = await stream.ReadAsync(new byte[512]);
            await TalkServer.WriteAsync(stream, "\0\x0cHTTP/1.1 400");
        });
        await Ask(Question("A", $"dns://127.0.0.1:{liar.Port}", transport: DnsTransport.Tcp), ProbeFailure.Protocol);
    }

    [Test]
    public async Task Echo_requests_reach_this_machine_over_both_protocols()
    {
        await CheckEchoAsync(Namespaces.WithPingGroups("0 0"));
    }

    [Test]
    public async Task Who_may_open_raw_sockets_needs_no_ping_sockets()
    {
        await CheckEchoAsync(Namespaces.WithRawSockets());
        await CheckEchoAsync(Namespaces.WithRawSockets(), ", icmp: {payload_size: 1000, ttl: 3}");
    }

    [Test]
    public async Task Without_a_permission_to_ping_the_way_out_is_told()
    {
        using var config = Readable("icmp", "icmp://127.0.0.1");
        var metrics = await AgentProcess.RunWithinAsync(Namespaces.WithPingGroups("1 0"), "metrics", "probe", "--config", config.File("agent.yaml"));
        Assert.That(metrics.Output, Does.Contain("""reason="permission"}"""));
        Assert.That(metrics.Error, Does.Contain("net.ipv4.ping_group_range").And.Contain("CAP_NET_RAW"));
    }

    [Test]
    public async Task A_host_that_does_not_answer_is_a_failure()
    {
        // In a network with nothing but the loopback device there is no way to it; the request fails at once.
        using var config = Readable("icmp", "icmp://192.0.2.1");
        var metrics = await AgentProcess.RunWithinAsync(Namespaces.WithPingGroups("0 0"), "metrics", "probe", "--config", config.File("agent.yaml"));
        Assert.That(metrics.Output, Does.Contain("""reason="refused"}""").And.Match("""(?m)^probe_success\{.*\} 0$"""), metrics.Error);
    }

    [Test]
    public async Task A_grpc_server_and_its_services_say_how_they_are()
    {
        var whole = (GrpcReading)await Check(Grpc(""), null);
        Assert.That(whole.Answer, Has.Property("Status").EqualTo(0).And.Property("State").EqualTo(1));
        var stopped = (GrpcReading)await Check(Grpc("NotServing"), ProbeFailure.Status);
        Assert.That(stopped.Answer, Has.Property("Status").EqualTo(0).And.Property("State").EqualTo(2));
        var unregistered = (GrpcReading)await Check(Grpc("Unregistered"), ProbeFailure.Status);
        Assert.That(unregistered.Answer, Has.Property("Status").EqualTo(5).And.Property("State").Null);
        await Check(Grpc("Garbage"), ProbeFailure.Protocol);
        await Check(Grpc("Silent"), ProbeFailure.Protocol);
        await Check(Grpc("Hang") with { Timeout = Short }, ProbeFailure.Timeout);
    }

    [Test]
    public async Task Grpc_goes_over_tls_and_only_over_http2()
    {
        var target = new ProbeTarget { Url = $"grpcs://127.0.0.1:{grpc.TlsPort}", TlsConfig = new() { CaFile = grpc.CaFile } };
        var probe = await Check(target, null);
        Assert.That(probe.Tls, Is.Not.Null);
        Assert.That(probe.Certificate?.Failure, Is.Null);
        await Check(new() { Url = target.Url }, ProbeFailure.CertificateUntrusted);
        await Check(new() { Url = $"grpc://127.0.0.1:{web.Http.Port}" }, ProbeFailure.Protocol);
        await Check(new() { Url = $"grpc://127.0.0.1:{FreePort.Next()}" }, ProbeFailure.Refused);
        // Speaks HTTP/2, and knows no such path.
        await Check(new() { Url = $"grpcs://127.0.0.1:{web.Https.Port}", TlsConfig = new() { CaFile = web.CaFile } }, ProbeFailure.Status);
    }

    [Test]
    public async Task A_success_of_any_kind_that_took_too_long_is_degraded()
    {
        var http = new ProbeTarget { Url = new Uri(web.Http, "slow?ms=60").ToString() };
        await Check(http, TimeSpan.FromMilliseconds(50), HealthState.Degraded);
        foreach (var target in new ProbeTarget[] { http, new() { Url = $"tcp://127.0.0.1:{web.Http.Port}" }, Grpc(""), Question("SOA") })
        {
            await Check(target, TimeSpan.FromTicks(1), HealthState.Degraded);
            await Check(target, Patient, HealthState.Healthy);
            await Check(target, null, HealthState.Healthy);
        }

        await Check(new() { Url = $"tcp://127.0.0.1:{FreePort.Next()}" }, TimeSpan.FromTicks(1), HealthState.Unhealthy);

        static async Task Check(ProbeTarget target, TimeSpan? limit, HealthState want)
        {
            target = target with { DegradedAfter = limit };
            var result = await new ProbeAttempts(ProbePlan.Create(target.Url, target, Patient, TimeProvider.System), target, TimeProvider.System).RunAsync(CancellationToken.None);
            Assert.That(result.Last.State, Is.EqualTo(want), target.Url);
        }
    }

    ProbeTarget Question(string type, string? server = null, string name = NameServer.Zone, DnsTransport transport = DnsTransport.Udp) =>
        new() { Url = server ?? $"dns://127.0.0.1:{names.Port}", Dns = new() { QueryName = name, QueryType = type, TransportProtocol = transport } };

    ProbeTarget Grpc(string service) => new() { Url = $"grpc://127.0.0.1:{grpc.Port}/{service}" };

    static ProbeTarget Say(TalkServer server, params QueryResponse[] steps) => new() { Url = $"tcp://127.0.0.1:{server.Port}", Tcp = new() { QueryResponse = steps } };

    static async Task<DnsMessage?> Ask(ProbeTarget target, ProbeFailure? failure) => ((DnsReading)await Check(target, failure)).Message;

    static async Task<ProbeReading> Check(ProbeTarget target, ProbeFailure? failure)
    {
        var probe = await ProbePlan.Create(target.Url, target, target.Timeout ?? Patient, TimeProvider.System).RunAsync(CancellationToken.None);
        Assert.That(probe.Failure, Is.EqualTo(failure), target.Url);
        return probe;
    }

    static async Task CheckEchoAsync(string[] within, string settings = "")
    {
        foreach (var (host, protocol) in new[] { ("127.0.0.1", 4), ("[::1]", 6) })
        {
            using var config = Readable("icmp", $"icmp://{host}", settings: settings);
            var metrics = await AgentProcess.RunWithinAsync(within, "metrics", "probe", "--config", config.File("agent.yaml"));
            Assert.That(metrics.Output, Does.Match("""(?m)^probe_success\{.*\} 1$""").And.Match("""(?m)^probe_icmp_reply_hop_limit\{.*\} 64$"""), metrics.Error);
            Assert.That(metrics.Output, Does.Match($$"""(?m)^probe_ip_protocol\{.*\} {{protocol}}$""").And.Match("""(?m)^probe_icmp_duration_seconds\{.*phase="rtt"\} """));
        }
    }

    /// <summary>A configuration with one target, which its owner may read.</summary>
    static TemporaryDirectory Readable(string name, string url, bool unprivileged = false, string settings = "")
    {
        var directory = new TemporaryDirectory("probe", unprivileged);
        directory.Write("agent.yaml", $"collectors:\n  postgres: {{enabled: false}}\n  probe:\n    targets:\n      - {{name: {name}, url: '{url}'{settings}}}\n");
        return directory;
    }
}
