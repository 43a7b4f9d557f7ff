using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Http;

/// <summary>The certificate authorities in a PEM file, read again when the file has changed.</summary>
internal sealed class TrustedAuthorities(string path)
{
    readonly SettingsFile<X509Certificate2Collection> file = new("ca_file", path, Read);

    /// <exception cref="SettingsFileException">The file is not there or has no certificate.</exception>
    internal X509Certificate2Collection Current() => file.Current();

    static X509Certificate2Collection Read(string pem)
    {
        X509Certificate2Collection certificates = [];
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new InvalidDataException("no certificate in it");
    }
}
