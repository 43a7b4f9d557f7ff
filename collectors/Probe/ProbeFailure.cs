using System.Net.Sockets;
using System.Security.Authentication;

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

    /// <summary>The body, the answer of a server or a record of DNS does not match.</summary>
    Body,

    /// <summary>The body or the headers are longer than allowed.</summary>
    TooLarge,

    /// <summary>Too many redirects, or one to something that is not HTTP.</summary>
    Redirects,

    /// <summary>Closed or reset in the middle, or not the protocol of the probe.</summary>
    Protocol,

    /// <summary>The agent itself may not connect to that socket or send an echo request.</summary>
    Permission,
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
        ProbeFailure.Body => "body",
        ProbeFailure.TooLarge => "too_large",
        ProbeFailure.Redirects => "redirects",
        ProbeFailure.Permission => "permission",
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
        _ when exception is AuthenticationException => certificate ?? ProbeFailure.Tls,
        _ when exception is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => ProbeFailure.TooLarge,
        _ => ProbeFailure.Protocol,
    };

    static SocketError? SocketErrorOf(Exception exception) => (exception.GetBaseException() as SocketException)?.SocketErrorCode;
}
