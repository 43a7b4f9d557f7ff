using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The certificate authorities in a PEM file, read again when the file has changed.</summary>
/// <param name="path">Empty for the system's own.</param>
internal sealed class TrustedAuthorities(string path)
{
    DateTime written;
    X509Certificate2Collection? read;

    /// <returns>Null for the system's own.</returns>
    /// <exception cref="IOException">The file is not there or has no certificate.</exception>
    internal X509Certificate2Collection? Current()
    {
        if (path.Length == 0)
            return null;
        var now = File.GetLastWriteTimeUtc(path);
        if (read is null || now != written)
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPemFile(path);
            (read, written) = (certificates, now);
        }

        return read;
    }
}
