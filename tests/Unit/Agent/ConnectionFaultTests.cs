using System.Net.Sockets;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Agent;

/// <summary>What real servers do wrong, in the words that a user reads.</summary>
public sealed class ConnectionFaultTests
{
    [Test]
    public void The_fault_is_the_servers_and_not_the_frameworks()
    {
        using var mute = TalkServer.OverTcp(_ => Task.CompletedTask);
        using var mail = TalkServer.OverTcp(connection => connection.WriteAsync("220 mail.example.org\r\n"u8.ToArray()).AsTask());
        Check(new($"http://127.0.0.1:{FreePort.Next()}/"), "connection refused");
        Check(new("http://nosuch.invalid/"), "name or service not known", "temporary failure in name resolution", "resource temporarily unavailable");
        Check(new($"http://127.0.0.1:{mute.Port}/"), "it closed the connection");
        Check(new($"http://127.0.0.1:{mail.Port}/"), "it does not answer with HTTP", "it closed the connection");
        Check(new($"https://127.0.0.1:{mail.Port}/"), "it does not answer with TLS", "it closed the connection");

        static void Check(Uri url, params string[] texts)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            var error = Assert.CatchAsync<HttpRequestException>(() => http.GetAsync(url))!;
            Assert.That(texts, Does.Contain(ConnectionFault.Text(error)), $"{error}");
        }
    }

    [Test]
    public void Of_what_is_not_known_the_cause_is_told() =>
        Assert.That(ConnectionFault.Text(new IOException("it failed", new SocketException((int)SocketError.ConnectionReset))), Is.EqualTo("it closed the connection"));
}
