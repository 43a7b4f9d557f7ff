using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Http;

/// <summary>The files that settings name, looked at before they are needed: for <c>config validate</c>. One that is not there may still come.</summary>
public static class SettingsFiles
{
    /// <summary>What is wrong with those of TLS.</summary>
    public static IEnumerable<FileProblem> OfTls(TlsConfig tls)
    {
        FileProblem?[] each =
        [
            tls.CaFile.Length == 0 ? null : Problem("ca_file", () => new TrustedAuthorities(tls.CaFile).Current(), "names a file without a certificate in PEM"),
            Text("cert_file", tls.CertFile),
            Text("key_file", tls.KeyFile),
        ];
        if (tls.CertFile.Length > 0 && tls.KeyFile.Length > 0 && each[1] is null && each[2] is null)
            each[1] = Problem("cert_file", () => new ClientCertificate(tls.CertFile, tls.KeyFile).Current(), "names a certificate that key_file is not the key of, or one of them is not PEM");
        return each.OfType<FileProblem>();
    }

    /// <summary>What is wrong with a secret's, or null.</summary>
    public static FileProblem? OfSecret(string key, string path) =>
        path.Length == 0 ? null : Problem(key, () => new SettingsSecret(key, "", path).Current(), "names a file of more than one line");

    static FileProblem? Text(string key, string path) =>
        path.Length == 0 ? null : Problem(key, () => new SettingsFile<string>(key, path, text => text).Current(), "names a file that cannot be read");

    static FileProblem? Problem(string key, Func<object?> read, string wrong)
    {
        try
        {
            _ = read();
            return null;
        }
        catch (SettingsFileException e)
        {
            return e.Reason switch
            {
                Reason.NotFound => new(key, "names a file that is not there", IsError: false),
                Reason.PermissionDenied => new(key, "names a file that this user may not read", IsError: false),
                _ => new(key, wrong, IsError: true),
            };
        }
    }
}
