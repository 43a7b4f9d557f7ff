using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using MetricsAgent.Collectors.Http;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Why a probe failed: the closed list behind the label <c>reason</c> of <c>probe_failure_reason</c>. The first cause counts.</summary>
internal enum ProbeFailure
{
    /// <summary>The name does not resolve, or its servers did not answer in time.</summary>
    Dns,

    /// <summary>The host, or the network on the way, refused the connection.</summary>
    Refused,

    /// <summary>No answer to the connection attempt.</summary>
    ConnectTimeout,

    /// <summary>The TLS handshake failed for another reason than the certificate.</summary>
    Tls,

    /// <summary>A certificate of the chain is expired, or not valid yet.</summary>
    CertificateExpired,

    /// <summary>The certificate's authority is not trusted, or the chain is incomplete.</summary>
    CertificateUntrusted,

    /// <summary>The certificate is for another host name.</summary>
    CertificateName,

    /// <summary>Connected, but the deadline came before the end of the response.</summary>
    Timeout,

    /// <summary>A status that is not expected: of HTTP, of gRPC or its health protocol, or a response code of DNS.</summary>
    Status,

    /// <summary>A header that is expected is missing or does not match.</summary>
    Header,

    /// <summary>The body, the answer of a server or a record of DNS does not match, or matches what it must not; or it says that the service is unhealthy.</summary>
    Body,

    /// <summary>The body or the headers are longer than allowed.</summary>
    TooLarge,

    /// <summary>Too many redirects, one where there must be none, or one to something that is not HTTP.</summary>
    Redirects,

    /// <summary>Closed or reset in the middle, or not the protocol of the probe.</summary>
    Protocol,

    /// <summary>The agent itself may not connect to that socket or send an echo request.</summary>
    Permission,

    /// <summary>A file that the target's settings name cannot be read: nothing was asked.</summary>
    UnreadableFile,
}

static class ProbeFailures
{
    internal static string Label(this ProbeFailure failure) => failure switch
    {
        ProbeFailure.Dns => "dns",
        ProbeFailure.Refused => "refused",
        ProbeFailure.ConnectTimeout => "connect_timeout",
        ProbeFailure.Tls => "tls",
        ProbeFailure.CertificateExpired => "certificate_expired",
        ProbeFailure.CertificateUntrusted => "certificate_untrusted",
        ProbeFailure.CertificateName => "certificate_name",
        ProbeFailure.Timeout => "timeout",
        ProbeFailure.Status => "status",
        ProbeFailure.Header => "header",
        ProbeFailure.Body => "body",
        ProbeFailure.TooLarge => "too_large",
        ProbeFailure.Redirects => "redirects",
        ProbeFailure.Permission => "permission",
        ProbeFailure.UnreadableFile => "unreadable_file",
        _ => "protocol",
    };

    /// <summary>The failure behind an exception, from the phase in which it came.</summary>
    /// <param name="late">Whether the deadline has passed.</param>
    /// <param name="certificate">What is wrong with the certificate, if one has been presented.</param>
    internal static ProbeFailure Of(Exception exception, ProbePhase phase, bool late, ProbeFailure? certificate) => phase switch
    {
        ProbePhase.Resolve => ProbeFailure.Dns,
        ProbePhase.Connect when late || SocketErrorOf(exception) == SocketError.TimedOut => ProbeFailure.ConnectTimeout,
        ProbePhase.Connect => SocketErrorOf(exception) == SocketError.AccessDenied ? ProbeFailure.Permission : ProbeFailure.Refused,
        _ when late => ProbeFailure.Timeout,
        ProbePhase.Tls => certificate ?? ProbeFailure.Tls,
        // UDP has no connection attempt: the first datagram is what a closed port refuses.
        _ when SocketErrorOf(exception) == SocketError.ConnectionRefused => ProbeFailure.Refused,
        // With TLS 1.3 a server refuses the client's certificate after the handshake.
        _ when exception.GetBaseException() is CryptographicException or AuthenticationException => certificate ?? ProbeFailure.Tls,
        _ => Of(exception as HttpRequestException),
    };

    /// <summary>
    /// The failure to get an access token, the first hop of a probe that needs one: it has the reasons of any other.
    /// </summary>
    internal static ProbeFailure OfToken(Exception exception, bool late) => exception switch
    {
        _ when late => ProbeFailure.Timeout,
        AccessTokenException { Status: not null } => ProbeFailure.Status,
        _ => Of(exception.InnerException as HttpRequestException),
    };

    static ProbeFailure Of(HttpRequestException? exception) => exception?.HttpRequestError switch
    {
        // The handler calls whatever happens on the way to a connection a connection error.
        HttpRequestError.ConnectionError when exception.InnerException is HttpRequestException inner => Of(inner),
        HttpRequestError.ConnectionError when exception.GetBaseException() is AuthenticationException => ProbeFailure.Tls,
        HttpRequestError.ConnectionError when SocketErrorOf(exception) is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ProbeFailure.Dns,
        HttpRequestError.NameResolutionError => ProbeFailure.Dns,
        HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => ProbeFailure.Refused,
        HttpRequestError.SecureConnectionError => ProbeFailure.Tls,
        HttpRequestError.ConfigurationLimitExceeded => ProbeFailure.TooLarge,
        _ => ProbeFailure.Protocol,
    };

    static SocketError? SocketErrorOf(Exception exception) => (exception.GetBaseException() as SocketException)?.SocketErrorCode;
}
