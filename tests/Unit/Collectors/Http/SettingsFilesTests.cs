using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Http;

/// <summary>Files that a configuration names, before anything needs them.</summary>
internal sealed class SettingsFilesTests
{
    [Test]
    public void What_can_be_read_is_looked_at_and_what_is_not_there_may_come()
    {
        using var directory = new TemporaryDirectory("settings-files");
        using var own = ECDsa.Create();
        using var other = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=a", own, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var pem = directory.Write("a.pem", certificate.ExportCertificatePem());
        var key = directory.Write("a.key", own.ExportPkcs8PrivateKeyPem());
        var wrongKey = directory.Write("b.key", other.ExportPkcs8PrivateKeyPem());
        var text = directory.Write("text", "one\ntwo\n");
        var missing = Path.Combine(directory.Path, "nope");

        Check($"tls_config: {{ca_file: {pem}, cert_file: {pem}, key_file: {key}}}, authorization: {{credentials_file: {key}}}",
            "authorization.credentials_file names a file of more than one line");
        Check($"tls_config: {{ca_file: {text}}}", "tls_config.ca_file names a file without a certificate in PEM");
        Check($"tls_config: {{cert_file: {pem}, key_file: {wrongKey}}}", "tls_config.cert_file names a certificate that key_file is not the key of, or one of them is not PEM");
        Check($"tls_config: {{cert_file: {pem}, key_file: {text}}}", "tls_config.cert_file names a certificate that key_file is not the key of, or one of them is not PEM");
        Check($"tls_config: {{ca_file: {missing}, cert_file: {pem}, key_file: {missing}}}, basic_auth: {{username: a, password_file: {missing}}}",
            "warning: tls_config.ca_file names a file that is not there", "warning: tls_config.key_file names a file that is not there", "warning: basic_auth.password_file names a file that is not there");
        Check($"oauth2: {{client_id: a, token_url: 'https://a/', client_secret_file: {missing}}}", "warning: oauth2.client_secret_file names a file that is not there");
        Check($"tls_config: {{ca_file: {pem}, cert_file: {pem}, key_file: {key}}}");
    }

    static void Check(string settings, params string[] want)
    {
        foreach (var (collector, target) in new[] { ("probe", "name: a, url: 'https://a/'"), ("scrape", "job: a, url: 'https://a/'") })
        {
            var yaml = $"collectors: {{{collector}: {{targets: [{{{target}, {settings}}}]}}}}";
            var looked = ConfigLoader.Load("a.yaml", yaml, _ => null, new() { TlsFiles = SettingsFiles.OfTls, SecretFile = SettingsFiles.OfSecret });
            Assert.That(looked.Errors.Concat(looked.Warnings).Select(error => error.Message.Replace($"collectors.{collector}.targets[0].", "", StringComparison.Ordinal)), Is.EquivalentTo(want), settings);
            Assert.That(looked.Errors.Concat(looked.Warnings), Has.All.Property("Column").GreaterThan(30));
            Assert.That(ConfigLoader.Load("a.yaml", yaml, _ => null).IsValid, settings);
        }
    }
}
