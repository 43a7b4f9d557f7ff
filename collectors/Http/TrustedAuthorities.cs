using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Http;

/// <summary>The certificate authorities in a PEM file, read again when the file has changed.</summary>
/// <param name="path">Empty for the system's own.</param>
internal sealed class TrustedAuthorities(string path)
{
    readonly SettingsFile<X509Certificate2Collection>? file = path.Length == 0 ? null : new("ca_file", path, Read);

    /// <returns>Null for the system's own.</returns>
    /// <exception cref="SettingsFileException">The file is not there or has no certificate.</exception>
    internal X509Certificate2Collection? Current() => file?.Current();

    static X509Certificate2Collection Read(string pem)
    {
        X509Certificate2Collection certificates = [];
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new InvalidDataException("no certificate in it");
    }
}
