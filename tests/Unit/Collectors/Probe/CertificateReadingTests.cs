using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Collectors.Probe;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class CertificateReadingTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    [Test]
    public void Time_comes_before_name_and_name_before_trust()
    {
        using var expired = SelfSigned("CN=expired.example", Now.AddDays(-1));
        using var good = SelfSigned("CN=good.example", Now.AddDays(1));

        Check(expired, SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch, ProbeFailure.CertificateExpired);
        Check(good, SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch, ProbeFailure.CertificateName);
        Check(good, SslPolicyErrors.RemoteCertificateChainErrors, ProbeFailure.CertificateUntrusted);
        Check(good, SslPolicyErrors.None, null);

        static void Check(X509Certificate2 certificate, SslPolicyErrors errors, ProbeFailure? want)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.Build(certificate);
            Assert.That(CertificateReading.Of(certificate, chain, errors).Failure, Is.EqualTo(want));
        }
    }

    [Test]
    public void The_earliest_expiry_is_of_all_certificates_presented()
    {
        using var leaf = SelfSigned("CN=leaf.example", Now.AddDays(9));
        using var intermediate = SelfSigned("CN=intermediate", Now.AddDays(3));
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(intermediate);

        Assert.That(CertificateReading.Of(leaf, chain, SslPolicyErrors.RemoteCertificateChainErrors).EarliestExpiry, Is.EqualTo(Now.AddDays(3)));
    }

    [Test]
    public void Facts_are_written_as_blackbox_exporter_writes_them()
    {
        using var certificate = SelfSigned("CN=api.example, O=\"Acme, Inc.\", C=DE", Now.AddDays(1), "api.example", "x.example");
        var facts = CertificateFacts.Of(certificate);

        Assert.That(facts.Subject, Is.EqualTo(@"CN=api.example,O=Acme\, Inc.,C=DE"));
        Assert.That(facts.Issuer, Is.EqualTo(facts.Subject));
        Assert.That(facts.AlternativeNames, Is.EqualTo("api.example,x.example"));
        Assert.That(facts.Fingerprint, Is.EqualTo(certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()));
    }

    [Test]
    public void A_serial_number_has_no_sign()
    {
        Check([0x0a, 0xbc], "0abc");
        Check([0x8a, 0xbc], "8abc");
        Check([0x7f, 0x00], "7f00");

        static void Check(byte[] number, string want)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=api.example", key, HashAlgorithmName.SHA256);
            using var certificate = request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Now, Now.AddDays(1), number);
            Assert.That(CertificateFacts.Of(certificate).SerialNumber, Is.EqualTo(want));
        }
    }

    static X509Certificate2 SelfSigned(string subject, DateTimeOffset expires, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternatives.AddDnsName(name);
        if (names.Length > 0)
            request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSelfSigned(expires.AddDays(-30), expires);
    }
}
