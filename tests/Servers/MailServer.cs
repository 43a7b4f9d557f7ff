using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MetricsAgent.Tests.Contract;

namespace MetricsAgent.Tests.Servers;

/// <summary>One mail that a <see cref="MailServer"/> took.</summary>
internal sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Content, string? User);

/// <summary>Debian's aiosmtpd: takes mail for everybody but <c>nobody@…</c> (550) and <c>full@…</c> (452), from <c>agent</c> with the password <c>s3cret</c>.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new("mail");
    readonly TestAuthority authority = new();
    readonly ServerProcess server;

    MailServer(string mode)
    {
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(10), "127.0.0.1", "localhost");
        CaFile = directory.Write("ca.pem", authority.Pem);
        Port = FreePort.Next();
        server = ServerProcess.Start(
            "python3",
            [
                Path.Combine(Source.Root, "tests", "Servers", "mail_server.py"), $"{Port}", directory.Write("cert.pem", certificate.ExportCertificatePem()),
                directory.Write("key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), mode,
            ],
            new Dictionary<string, string?> { ["PYTHONPATH"] = TestCache.Folder("aiosmtpd/usr/lib/python3/dist-packages") });
    }

    public int Port { get; }

    public string CaFile { get; }

    public IReadOnlyList<ReceivedMail> Mails => [.. server.Output.Split('\n').Where(line => line.StartsWith('{')).Select(Read)];

    /// <param name="mode"><c>starttls</c>, <c>tls</c> from the start, or <c>plain</c> with neither TLS nor login.</param>
    public static async Task<MailServer> StartAsync(string mode)
    {
        var mail = new MailServer(mode);
        return await Startup.UntilAsync(mail, mail.server.WaitUntilAsync("ready", _ => Task.FromResult(mail.server.Output.Contains("ready", StringComparison.Ordinal)), StartTimeout));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        authority.Dispose();
        directory.Dispose();
    }

    static ReceivedMail Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var mail = json.RootElement;
        return new(
            mail.GetProperty("from").GetString()!, [.. mail.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)], mail.GetProperty("content").GetString()!,
            mail.GetProperty("user").GetString());
    }
}
