using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Settings of a request that HTTP can carry, and one way to authenticate it.</summary>
internal static partial class HttpClientRules
{
    /// <param name="path">Of the section that has the settings.</param>
    /// <param name="userInformation">Whether the URL has user and password.</param>
    /// <param name="around">Looks at files, if it does.</param>
    public static void Check(string path, HttpClientConfig config, bool userInformation, Problems problems, Surroundings? around = null)
    {
        CheckFiles($"{path}.tls_config", around?.TlsFiles?.Invoke(config.TlsConfig), problems);
        CheckFiles($"{path}.oauth2.tls_config", config.Oauth2 is { } client ? around?.TlsFiles?.Invoke(client.TlsConfig) : null, problems);
        CheckSecret($"{path}.basic_auth", "password_file", config.BasicAuth?.PasswordFile);
        CheckSecret($"{path}.authorization", "credentials_file", config.Authorization?.CredentialsFile);
        CheckSecret($"{path}.oauth2", "client_secret_file", config.Oauth2?.ClientSecretFile);

        foreach (var (name, value) in config.Headers)
        {
            var header = KeyPath.Child($"{path}.headers", name);
            if (!IsToken(name))
                problems.Report(header, "must have the name of an HTTP header");
            else if (name.ToLowerInvariant() is "content-length" or "transfer-encoding")
                problems.Report(header, "cannot be set: it follows from the body");
            else if (value.AsSpan().ContainsAny("\r\n\0"))
                problems.Report(header, "must be one line");
        }

        CheckOneAuthentication(path, config, userInformation, problems);
        if (config.BasicAuth is { } basic)
            CheckBasic($"{path}.basic_auth", basic, problems);
        if (config.Authorization is { } authorization)
            CheckAuthorization($"{path}.authorization", authorization, problems);
        if (config.Oauth2 is { } oauth2)
            CheckOauth2($"{path}.oauth2", oauth2, problems);
        CheckTls($"{path}.tls_config", config.TlsConfig, problems);
        CheckProxy($"{path}.proxy_url", config.ProxyUrl, problems);

        void CheckSecret(string section, string key, string? file)
        {
            if (file is not null && around?.SecretFile?.Invoke(key, file) is { } problem)
                CheckFiles(section, [problem], problems);
        }
    }

    public static bool IsToken(string text) => Token().IsMatch(text);

    public static void CheckOneSource(string path, string key, string value, string file, Problems problems)
    {
        if (value.Length > 0 && file.Length > 0)
            problems.Report($"{path}.{key}_file", $"cannot be given together with {key}");
    }

    static void CheckFiles(string path, IEnumerable<FileProblem>? found, Problems problems)
    {
        foreach (var problem in found ?? [])
        {
            if (problem.IsError)
                problems.Report($"{path}.{problem.Key}", problem.Message);
            else
                problems.Warn($"{path}.{problem.Key}", problem.Message);
        }
    }

    static void CheckOneAuthentication(string path, HttpClientConfig config, bool userInformation, Problems problems)
    {
        var header = config.Headers.Keys.FirstOrDefault(name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
        (string What, string At, bool Given)[] ways =
        [
            ("user information in the URL", "url", userInformation),
            ("a header Authorization", $"headers.{header}", header is not null),
            ("basic_auth", "basic_auth", config.BasicAuth is not null),
            ("authorization", "authorization", config.Authorization is not null),
            ("oauth2", "oauth2", config.Oauth2 is not null),
        ];
        // As ever, a header stands for what the URL says.
        var first = Array.Find(ways, way => way.Given);
        foreach (var way in ways.SkipWhile(way => !way.Given).Skip(1).Where(way => way.Given && way.At != $"headers.{header}"))
            problems.Report($"{path}.{way.At}", $"cannot be given together with {first.What}: take one of them away");
    }

    static void CheckBasic(string path, BasicAuthConfig basic, Problems problems)
    {
        if (basic.Username.Length == 0)
            problems.Report($"{path}.username", "is required");
        CheckOneSource(path, "password", basic.Password, basic.PasswordFile, problems);
    }

    static void CheckAuthorization(string path, AuthorizationConfig authorization, Problems problems)
    {
        if (authorization.Type.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            problems.Report($"{path}.type", "cannot be Basic: give basic_auth with username and password instead");
        else if (!IsToken(authorization.Type))
            problems.Report($"{path}.type", "must be the name of a scheme such as Bearer");
        CheckOneSource(path, "credentials", authorization.Credentials, authorization.CredentialsFile, problems);
        if (authorization.Credentials.Length == 0 && authorization.CredentialsFile.Length == 0)
            problems.Report(path, "needs credentials or credentials_file");
        else if (authorization.Credentials.Any(char.IsControl))
            problems.Report($"{path}.credentials", "must be one line");
    }

    static void CheckOauth2(string path, Oauth2Config oauth2, Problems problems)
    {
        if (oauth2.ClientId.Length == 0)
            problems.Report($"{path}.client_id", "is required");
        if (oauth2.TokenUrl.Length == 0)
            problems.Report($"{path}.token_url", "is required");
        else if (!Uri.TryCreate(oauth2.TokenUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0 || url.UserInfo.Length > 0)
            problems.Report($"{path}.token_url", "must be an absolute http:// or https:// URL without user information, such as https://login.example.org/oauth2/token");
        CheckOneSource(path, "client_secret", oauth2.ClientSecret, oauth2.ClientSecretFile, problems);
        CheckTls($"{path}.tls_config", oauth2.TlsConfig, problems);
        CheckProxy($"{path}.proxy_url", oauth2.ProxyUrl, problems);
    }

    static void CheckTls(string path, TlsConfig tls, Problems problems)
    {
        if (tls.CertFile.Length > 0 && tls.KeyFile.Length == 0)
            problems.Report($"{path}.cert_file", "needs key_file as well");
        if (tls.KeyFile.Length > 0 && tls.CertFile.Length == 0)
            problems.Report($"{path}.key_file", "needs cert_file as well");
    }

    static void CheckProxy(string path, string proxy, Problems problems)
    {
        // Not repeated: it may have a password in it.
        if (proxy.Length > 0 && (!Uri.TryCreate(proxy, UriKind.Absolute, out var url) || url.Scheme != "http" || url.Host.Length == 0))
            problems.Report(path, "must be an absolute http:// URL, such as http://proxy.example.org:3128");
    }

    // RFC 9110, section 5.6.2.
    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex Token();
}
