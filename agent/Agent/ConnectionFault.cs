using System.Net.Sockets;
using System.Security.Authentication;

namespace MetricsAgent;

/// <summary>Why a server cannot be talked to, in words about the server and not about the framework.</summary>
static class ConnectionFault
{
    internal static string Text(Exception error) => Chain(error).Select(Known).FirstOrDefault(known => known is not null) ?? Chain(error).Last().Message;

    /// <summary>From the outermost to what caused it.</summary>
    static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? at = error; at is not null; at = at.InnerException)
            yield return at;
    }

    static string? Known(Exception error) => error switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted } => "it closed the connection",
        SocketException socket => Lower(socket.Message),
        // What is wrong with a certificate, the framework says well.
        AuthenticationException tls => tls.Message.Contains("certificate", StringComparison.Ordinal) ? tls.Message
            : tls.InnerException is { } cause ? $"TLS fails: {cause.Message}"
            : "it does not answer with TLS",
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "it closed the connection",
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "it does not answer with HTTP",
        _ => null,
    };

    static string Lower(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
