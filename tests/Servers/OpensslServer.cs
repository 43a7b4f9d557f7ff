using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Tests.Servers;

/// <summary>OpenSSL's own web server, which wants a certificate of the client and says in an alert what is wrong with it.</summary>
internal sealed class OpensslServer(ServerProcess process, int port) : IAsyncDisposable
{
    public int Port => port;

    /// <param name="directory">For its files.</param>
    /// <param name="authority">Of the clients' certificates.</param>
    /// <param name="version"><c>TLS12</c> or <c>TLS13</c>, and no other.</param>
    public static async Task<OpensslServer> StartAsync(TemporaryDirectory directory, X509Certificate2 certificate, string authority, string version)
    {
        var port = FreePort.Next();
        var cert = directory.Write("openssl.pem", certificate.ExportCertificatePem());
        var key = directory.Write("openssl.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        string[] arguments = ["s_server", "-www", "-quiet", "-accept", $"127.0.0.1:{port}", "-cert", cert, "-key", key, "-CAfile", authority, "-Verify", "1", "-verify_return_error", version == "TLS12" ? "-tls1_2" : "-tls1_3"];
        var server = new OpensslServer(ServerProcess.Start("openssl", arguments), port);
        while (!await ListensAsync(port))
            await Task.Delay(20);
        return server;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
