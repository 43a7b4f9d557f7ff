using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Tests.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using static MetricsAgent.Tests.Integration.HttpProbes;

namespace MetricsAgent.Tests.Integration;

/// <summary>Servers that misbehave: each way has its reason, none outlives the deadline or fills the memory.</summary>
internal sealed class HttpProbeFaultTests
{
    static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Test]
    public async Task Headers_that_come_byte_by_byte_end_at_the_deadline()
    {
        using var server = new RawServer(async client =>
        {
            await RawServer.ReadHeadAsync(client);
            await SayAsync(client, "HTTP/1.1 200 OK\r\nX-Slow: ");
            while (true)
            {
                await SayAsync(client, "x");
                await Task.Delay(20);
            }
        });

        var probe = await CheckAsync(new() { Url = At(server), Timeout = Short }, ProbeFailure.Timeout);
        Assert.That(probe.Phases.Processing, Is.Null);
        Assert.That(probe.Duration, Is.LessThan(Patient));
    }

    [Test]
    public async Task A_reset_in_the_middle_of_the_body_is_a_protocol_error()
    {
        using var server = new RawServer(async client =>
        {
            await RawServer.ReadHeadAsync(client);
            await SayAsync(client, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
            client.LingerState = new LingerOption(true, 0);
        });

        var probe = await CheckAsync(new() { Url = At(server) }, ProbeFailure.Protocol);
        Assert.That(probe.Phases.Transfer, Is.Null);
    }

    [Test]
    public async Task A_server_that_closes_its_half_without_an_answer_is_a_protocol_error()
    {
        using var server = new RawServer(async client =>
        {
            await RawServer.ReadHeadAsync(client);
            client.Shutdown(SocketShutdown.Send);
            await client.ReceiveAsync(new byte[1]);
        });
        await CheckAsync(new() { Url = At(server) }, ProbeFailure.Protocol);
    }

    [Test]
    public async Task A_half_that_is_closed_after_the_answer_ends_it()
    {
        using var server = new RawServer(async client =>
        {
            await RawServer.ReadHeadAsync(client);
            await SayAsync(client, "HTTP/1.0 200 OK\r\n\r\nwhole");
            client.Shutdown(SocketShutdown.Send);
            await client.ReceiveAsync(new byte[1]);
        });
        var probe = await CheckAsync(new() { Url = At(server), BodyMatches = "^whole$" }, null);
        Assert.That(probe.Response, Has.Property("ContentLength").Null);
    }

    [Test]
    public async Task Goaway_is_a_protocol_error_and_not_tried_again()
    {
        using var server = new RawServer(async client =>
        {
            var preface = new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length];
            await client.ReceiveAsync(preface);
            await client.SendAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
            // The last stream that it will look at is 0, that is, none; the reason is NO_ERROR.
            await client.SendAsync(new byte[] { 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
            while (await client.ReceiveAsync(new byte[1024]) > 0)
            {
            }
        });
        await CheckAsync(new() { Url = At(server), HttpVersion = "2" }, ProbeFailure.Protocol);
        Assert.That(server.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Garbage_where_a_chunk_or_a_length_should_be_is_a_protocol_error()
    {
        await Check("Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n");
        await Check("Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n");
        await Check("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello");
        await Check("Content-Length: -5\r\n\r\nhello");
        await Check("Content-Length: 5, 6\r\n\r\nhello");
        await Check("Content-Length: 99999999999999999999\r\n\r\nhello");
        await Check("Content-Length: five\r\n\r\nhello");
        await Check("Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello");

        static async Task Check(string answer)
        {
            using var server = RawServer.Saying($"HTTP/1.1 200 OK\r\n{answer}");
            var reading = await ProbeAsync(new() { Url = At(server) });
            Assert.That(reading.Failure, Is.EqualTo(ProbeFailure.Protocol), answer);
        }
    }

    [Test]
    public async Task A_status_line_that_is_none_is_a_protocol_error()
    {
        foreach (var answer in new[] { "\0\0\0\0", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "" })
        {
            using var server = RawServer.Saying(answer);
            await CheckAsync(new() { Url = At(server) }, ProbeFailure.Protocol);
        }
    }

    [Test]
    public async Task A_compressed_bomb_is_too_large_and_not_unpacked_further()
    {
        // 1 GiB of zeros.
        var bomb = Compress(output => new GZipStream(output, CompressionLevel.SmallestSize), 1 << 30);
        await using var server = await SmallServer.StartAsync(http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            return http.Response.Body.WriteAsync(bomb).AsTask();
        });

        var probe = await CheckAsync(new() { Url = At(server), BodyMatches = "x" }, ProbeFailure.TooLarge);
        Assert.That(probe.BodyLength, Is.EqualTo((10 << 20) + 1));
        Assert.That(bomb, Has.Length.LessThan(2 << 20));
    }

    [Test]
    public async Task A_hundred_megabytes_are_refused_as_soon_as_they_are_announced()
    {
        await using var server = await SmallServer.StartAsync(async http =>
        {
            http.Response.ContentLength = 100 << 20;
            for (var i = 0; i < 100; i++)
                await http.Response.Body.WriteAsync(new byte[1 << 20], http.RequestAborted);
        });

        var probe = await CheckAsync(new() { Url = At(server) }, ProbeFailure.TooLarge);
        Assert.That(probe.BodyLength, Is.Zero);
        await CheckAsync(new() { Url = At(server), Method = "HEAD" }, null);
    }

    [Test]
    public async Task A_redirect_to_a_file_is_not_followed()
    {
        foreach (var location in new[] { "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:alert(1)" })
        {
            using var server = RawServer.Saying($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
            await CheckAsync(new() { Url = At(server) }, ProbeFailure.Redirects);
        }
    }

    [Test]
    public async Task Http2_that_was_asked_for_has_to_be_spoken()
    {
        await using var both = await SmallServer.StartAsync(http => http.Response.WriteAsync(http.Request.Protocol), options => options.Protocols = HttpProtocols.Http2);
        var probe = await CheckAsync(new() { Url = At(both), HttpVersion = "2", BodyMatches = "^HTTP/2$" }, null);
        Assert.That(probe.Response, Has.Property("Version").EqualTo(new Version(2, 0)));

        using var old = RawServer.Saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await CheckAsync(new() { Url = At(old), HttpVersion = "2" }, ProbeFailure.Protocol);
        await CheckAsync(new() { Url = At(old) }, null);
    }

    static string At(RawServer server) => $"http://{server.EndPoint}/";

    static string At(SmallServer server) => $"http://127.0.0.1:{server.Port}/";

    static async Task SayAsync(Socket to, string text) => await to.SendAsync(Encoding.Latin1.GetBytes(text));

    static byte[] Compress(Func<Stream, Stream> compressor, int length)
    {
        using var output = new MemoryStream();
        using (var compress = compressor(output))
        {
            var zeros = new byte[1 << 20];
            for (var written = 0; written < length; written += zeros.Length)
                compress.Write(zeros);
        }

        return output.ToArray();
    }
}
