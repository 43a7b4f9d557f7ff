using System.IO.Compression;
using System.Net;
using System.Text;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;
using Microsoft.AspNetCore.Http;
using static MetricsAgent.Tests.Integration.HttpProbes;

namespace MetricsAgent.Tests.Integration;

/// <summary>What the settings ask for is what the server sees, and what they expect is what decides.</summary>
internal sealed class HttpProbeSettingsTests
{
    TargetServer server = null!;
    TemporaryDirectory directory = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        server = await TargetServer.StartAsync();
        directory = new("probe");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await server.DisposeAsync();
        directory.Dispose();
    }

    [Test]
    public async Task Basic_and_bearer_authentication_are_sent()
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("mönitor:p:w"));
        await CheckAsync(Echo() with { BasicAuth = new() { Username = "mönitor", Password = "p:w" }, BodyMatches = $"Authorization: Basic {basic.Replace("+", @"\+", StringComparison.Ordinal)}" }, null);
        await CheckAsync(Echo() with { Authorization = new() { Credentials = "t0ken" }, BodyMatches = "(?m)^Authorization: Bearer t0ken$" }, null);
        await CheckAsync(Echo() with { Authorization = new() { Type = "Token", Credentials = "t0ken" }, BodyMatches = "(?m)^Authorization: Token t0ken$" }, null);
    }

    [Test]
    public async Task A_secret_is_read_again_when_its_file_changes()
    {
        // As Kubernetes has it: a link through a link, of which the first never changes.
        Directory.CreateDirectory(directory.File("one"));
        Directory.CreateDirectory(directory.File("two"));
        directory.Write("one/token", "first\n");
        directory.Write("two/token", "other\n");
        File.CreateSymbolicLink(directory.File("data"), directory.File("one"));
        File.CreateSymbolicLink(directory.File("token"), directory.File("data/token"));
        var probe = Create(Echo() with { Authorization = new() { CredentialsFile = directory.File("token") }, BodyMatches = "Authorization: Bearer other" });

        Assert.That((await probe.RunAsync()).Failure, Is.EqualTo(ProbeFailure.Body));
        File.Delete(directory.File("data"));
        File.CreateSymbolicLink(directory.File("data"), directory.File("two"));
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
    }

    [Test]
    public void A_file_that_cannot_be_used_is_named_and_not_repeated()
    {
        var lines = directory.Write("lines", "s3cret\nX-Injected: yes\n");
        Check(Echo() with { BasicAuth = new() { Username = "a", PasswordFile = directory.File("nosuch") } }, "password_file: ");
        Check(Echo() with { Authorization = new() { CredentialsFile = lines } }, "credentials_file: more than one line");
        Check(Echo() with { BodyFile = directory.File("nosuch") }, "body_file: ");
        Check(Secure() with { TlsConfig = new() { CaFile = lines } }, "ca_file: no certificate in it");
        Check(Secure() with { TlsConfig = new() { CertFile = lines, KeyFile = lines } }, "cert_file and key_file: ");

        static void Check(ProbeTarget target, string message) =>
            Assert.That(() => Create(target).RunAsync(), Throws.InstanceOf<SettingsFileException>().With.Message.StartsWith(message).And.Message.Not.Contains("s3cret"));
    }

    [Test]
    public async Task The_body_is_sent_and_follows_a_redirect_that_keeps_the_method()
    {
        await using var echo = await SmallServer.StartAsync(async http =>
        {
            if (http.Request.Query.TryGetValue("redirect", out var status))
            {
                http.Response.StatusCode = int.Parse(status.ToString(), null);
                http.Response.Headers.Location = "/";
                return;
            }

            using var reader = new StreamReader(http.Request.Body);
            await http.Response.WriteAsync($"{http.Request.Method} {http.Request.ContentType} {await reader.ReadToEndAsync()}");
        });
        var target = new ProbeTarget
        {
            Url = $"http://127.0.0.1:{echo.Port}/",
            Method = "POST",
            Body = """{"query":"{ping}"}""",
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            BodyMatches = """^POST application/json \{"query":"\{ping\}"\}$""",
        };

        await CheckAsync(target, null);
        await CheckAsync(target with { Url = $"{target.Url}?redirect=307" }, null);
        await CheckAsync(target with { Url = $"{target.Url}?redirect=302", BodyMatches = "^GET" }, null);
        await CheckAsync(target with { Body = "", BodyFile = directory.Write("body", "from a file"), BodyMatches = "from a file$" }, null);
    }

    [Test]
    public async Task A_cookie_goes_where_its_answer_redirects_to_and_into_no_other_probe()
    {
        List<string?> asked = [];
        await using var gateway = await SmallServer.StartAsync(http =>
        {
            asked.Add(http.Request.Headers.Cookie);
            if (http.Request.Headers.Cookie != "session=1")
            {
                http.Response.Headers.Append("Set-Cookie", "session=1; Path=/; Expires=Wed, 09 Jun 2100 10:18:14 GMT; HttpOnly");
                http.Response.Headers.Append("Set-Cookie", "elsewhere=1; Path=/other");
                http.Response.Headers.Append("Set-Cookie", "=;;=");
                http.Response.Redirect("/in");
            }

            return Task.CompletedTask;
        });
        var target = new ProbeTarget { Url = $"http://127.0.0.1:{gateway.Port}/" };
        for (var i = 0; i < 2; i++)
            Assert.That((await CheckAsync(target, null)).Redirects, Is.EqualTo(1));
        Assert.That(asked, Is.EqualTo([null, "session=1", null, "session=1"]));

        asked.Clear();
        await CheckAsync(target with { Headers = new Dictionary<string, string> { ["Cookie"] = "own=1" }, MaxRedirects = 2 }, ProbeFailure.Redirects);
        Assert.That(asked, Is.All.EqualTo("own=1"));
    }

    [Test]
    public async Task A_redirect_can_be_forbidden()
    {
        var forbidden = await CheckAsync(At("redirect?n=1") with { ForbidRedirects = true }, ProbeFailure.Redirects);
        Assert.That(forbidden.Redirects, Is.Zero);
        Assert.That(forbidden.Response, Has.Property("Status").EqualTo(302));
        await CheckAsync(At("redirect?n=1") with { ForbidRedirects = true, MaxRedirects = 0 }, ProbeFailure.Redirects);
        await CheckAsync(At("redirect?n=1") with { ForbidRedirects = true, ExpectStatus = [302] }, null);
        await CheckAsync(At("good") with { ForbidRedirects = true }, null);
    }

    [Test]
    public async Task Headers_and_body_decide()
    {
        await CheckAsync(At("good") with { ExpectHeaders = Header("content-type", "^application/json") }, null);
        await CheckAsync(At("good") with { ExpectHeaders = Header("Server", "Kestrel") }, null);
        await CheckAsync(At("good") with { ExpectHeaders = Header("Server", "nginx") }, ProbeFailure.Header);
        var missing = await CheckAsync(At("good") with { ExpectHeaders = Header("X-Version", "") }, ProbeFailure.Header);
        Assert.That(missing.BodyMismatch, Is.True);
        await CheckAsync(At("500") with { ExpectHeaders = Header("X-Version", "") }, ProbeFailure.Status);

        await CheckAsync(At("good") with { BodyNotMatches = "degraded" }, null);
        await CheckAsync(At("good") with { BodyNotMatches = "healthy" }, ProbeFailure.Body);
        await CheckAsync(At("good") with { BodyMatches = "status", BodyNotMatches = "healthy" }, ProbeFailure.Body);

        static Dictionary<string, string> Header(string name, string pattern) => new() { [name] = pattern };
    }

    [Test]
    public async Task A_compressed_body_is_read_uncompressed()
    {
        await Check("gzip", output => new GZipStream(output, CompressionMode.Compress));
        await Check("deflate", output => new ZLibStream(output, CompressionMode.Compress));
        await Check("br", output => new BrotliStream(output, CompressionMode.Compress));

        static async Task Check(string encoding, Func<Stream, Stream> compressor)
        {
            var text = string.Concat(Enumerable.Repeat("healthy ", 1000));
            using var output = new MemoryStream();
            await using (var compress = compressor(output))
                await compress.WriteAsync(Encoding.UTF8.GetBytes(text));
            await using var server = await SmallServer.StartAsync(http =>
            {
                http.Response.Headers.ContentEncoding = encoding;
                http.Response.ContentLength = output.ToArray().Length;
                return http.Response.Body.WriteAsync(output.ToArray()).AsTask();
            });

            var probe = await CheckAsync(new() { Url = $"http://127.0.0.1:{server.Port}/", BodyMatches = "^(healthy )+$" }, null);
            Assert.That(probe.BodyLength, Is.EqualTo(text.Length), encoding);
            Assert.That(probe.Response, Has.Property("ContentLength").EqualTo(output.ToArray().Length));
        }
    }

    [Test]
    public async Task Http1_can_be_asked_for_where_http2_is_spoken()
    {
        var probe = await CheckAsync(Secure() with { HttpVersion = "1.1" }, null);
        Assert.That(probe.Response, Has.Property("Version").EqualTo(HttpVersion.Version11));
    }

    [Test]
    public async Task Only_addresses_of_the_wanted_version_are_tried()
    {
        await CheckAsync(At("good") with { PreferredIpProtocol = IpProtocol.Ip4, IpProtocolFallback = false }, null);
        await CheckAsync(At("good") with { PreferredIpProtocol = IpProtocol.Ip6 }, null);
        await CheckAsync(At("good") with { PreferredIpProtocol = IpProtocol.Ip6, IpProtocolFallback = false }, ProbeFailure.Dns);
    }

    [Test]
    public async Task A_name_with_addresses_of_both_versions_is_probed_on_the_preferred_one()
    {
        using var six = RawServer.Saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", IPAddress.IPv6Loopback);
        await CheckAsync(new() { Url = $"http://{six.EndPoint}/" }, null);
        foreach (var address in await Dns.GetHostAddressesAsync("localhost"))
        {
            using var server = RawServer.Saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", address);
            var preferred = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IpProtocol.Ip6 : IpProtocol.Ip4;
            var probe = await CheckAsync(new() { Url = $"http://localhost:{server.EndPoint.Port}/", PreferredIpProtocol = preferred, IpProtocolFallback = false }, null);
            Assert.That(probe.Address, Is.EqualTo(ProbeAddress.Of(address)));
        }
    }

    ProbeTarget At(string path) => new() { Url = new Uri(server.Http, path).ToString() };

    ProbeTarget Echo() => At("echo");

    ProbeTarget Secure() => new() { Url = new Uri(server.Https, "good").ToString(), TlsConfig = new() { CaFile = server.CaFile } };
}
