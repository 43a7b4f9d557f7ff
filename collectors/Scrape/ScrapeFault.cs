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
        SettingsFileException => new(Reason.NotFound, error.Message),
        HttpRequestException { InnerException: SettingsFileException file } => new(Reason.NotFound, file.Message),
        AccessTokenException => new(Reason.AuthenticationFailed, error.Message),
        HttpRequestException { InnerException: AuthenticationException refused } => new(Reason.AuthenticationFailed, refused.Message),
        _ when isLate => new(Reason.Timeout, "no whole answer before the deadline"),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(Reason.Unreachable, error.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(Reason.AuthenticationFailed, error.InnerException?.Message ?? error.Message),
        HttpRequestException { InnerException: SocketException socket } => new(ReasonOf(socket.SocketErrorCode), error.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or InvalidDataException => new(Reason.Malformed, error.Message),
        CryptographicException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => new(Reason.NotFound, error.Message),
        HttpRequestException or IOException => new(Reason.ConnectionLost, error.Message),
        _ => new(Reason.Error, $"{error.GetType().Name}: {error.Message}"),
    };

    internal static ScrapeFault Of(HttpStatusCode status) => new(
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Reason.AuthenticationFailed,
            HttpStatusCode.NotFound => Reason.NotFound,
            HttpStatusCode.ServiceUnavailable => Reason.NotReady,
            _ => Reason.Error,
        },
        $"status {(int)status}");

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
