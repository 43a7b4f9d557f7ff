using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Scrape;

/// <summary>Why a target's metrics could not be read.</summary>
internal readonly record struct ScrapeFault(Reason Reason, string Detail)
{
    internal static ScrapeFault Of(Exception error, bool isLate) => error switch
    {
        ScrapeException known => known.Fault,
        SettingsFileException file => new(file.Reason, file.Message),
        HttpRequestException { InnerException: SettingsFileException file } => new(file.Reason, file.Message),
        AccessTokenException => new(Reason.AuthenticationFailed, error.Message),
        HttpRequestException { InnerException: AuthenticationException refused } => new(Reason.AuthenticationFailed, refused.Message),
        _ when isLate => new(Reason.Timeout, "no whole answer before the deadline"),
        // The handler puts what happened on the way to a connection into one of its own.
        HttpRequestException { InnerException: HttpRequestException inner } => Of(inner, isLate),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(Reason.Unreachable, "the host's name does not resolve"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(Reason.AuthenticationFailed, $"the TLS handshake failed: {error.GetBaseException().Message}"),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new(Reason.ConnectionRefused, error.Message),
        HttpRequestException { InnerException: SocketException socket } => new(ReasonOf(socket.SocketErrorCode), error.Message),
        HttpRequestException or HttpIOException when ErrorOf(error) == HttpRequestError.InvalidResponse => new(Reason.Malformed, "it is no HTTP that can be read"),
        UriFormatException => new(Reason.Unsupported, "it redirects to what is no HTTP address"),
        InvalidDataException => new(Reason.Malformed, $"it says that it is gzip, and cannot be unpacked: {error.Message}"),
        CryptographicException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => new(Reason.NotFound, error.Message),
        HttpRequestException or IOException => new(Reason.ConnectionLost, "the connection was closed before the end of the answer"),
        _ => new(Reason.Error, $"{error.GetType().Name}: {error.Message}"),
    };

    internal static ScrapeFault Of(HttpStatusCode status) => (int)status is >= 300 and < 400 ? Redirect(status) : new(
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Reason.AuthenticationFailed,
            HttpStatusCode.NotFound => Reason.NotFound,
            HttpStatusCode.ServiceUnavailable => Reason.NotReady,
            _ => Reason.Error,
        },
        $"status {(int)status}");

    static ScrapeFault Redirect(HttpStatusCode status) =>
        new(Reason.Unsupported, $"status {(int)status}: it redirects more than {ScrapeClient.MostRedirects} times, or to what is no HTTP address");

    static HttpRequestError? ErrorOf(Exception error) =>
        (error as HttpRequestException)?.HttpRequestError is { } asked and not HttpRequestError.Unknown ? asked : (error as HttpIOException ?? error.InnerException as HttpIOException)?.HttpRequestError;

    static Reason ReasonOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => Reason.ConnectionRefused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted => Reason.ConnectionLost,
        _ => Reason.Unreachable,
    };
}

/// <summary>An answer came, and is not one to read.</summary>
internal sealed class ScrapeException(Reason reason, string detail) : Exception(detail)
{
    internal ScrapeException(ScrapeFault fault) : this(fault.Reason, fault.Detail)
    {
    }

    internal ScrapeFault Fault { get; } = new(reason, detail);
}
