using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Http;

/// <summary>The certificate that is shown to a server, from two PEM files, read again when one of them has changed.</summary>
internal sealed class ClientCertificate(string certificatePath, string keyPath)
{
    readonly SettingsFile<string> certificate = new("cert_file", certificatePath, text => text);
    readonly SettingsFile<string> key = new("key_file", keyPath, text => text);
    (string Certificate, string Key) read;
    SslStreamCertificateContext? context;

    /// <exception cref="SettingsFileException">A file is not there, or the key is not that of the certificate.</exception>
    internal SslStreamCertificateContext Current()
    {
        var now = (certificate.Current(), key.Current());
        if (context is null || now != read)
            (context, read) = (Create(now), now);
        return context;
    }

    static SslStreamCertificateContext Create((string Certificate, string Key) pem)
    {
        try
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPem(pem.Certificate);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(pem.Certificate, pem.Key), chain, offline: true);
        }
        catch (Exception e)
        {
            throw new SettingsFileException($"cert_file and key_file: {e.Message}", e);
        }
    }
}
