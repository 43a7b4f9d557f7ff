using System.Net.Sockets;
using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>Why systemd, or the bus to it, says nothing.</summary>
static class SystemdFailure
{
    internal static Failure Of(Exception error) => error switch
    {
        DBusException answer => new(OfName(answer.Name), answer.Message),
        SocketException socket => new(OfSocket(socket.SocketErrorCode), socket.Message),
        UnauthorizedAccessException => new(Reason.PermissionDenied, error.Message),
        InvalidDataException => new(Reason.Malformed, error.Message),
        OperationCanceledException => new(Reason.Timeout, "no answer before the deadline"),
        IOException => new(Reason.ConnectionLost, error.Message),
        _ => new(Reason.Error, error.Message),
    };

    /// <summary>D-Bus specification, "Standard error names"; nobody owns the name where process 1 is no systemd.</summary>
    static Reason OfName(string name) => name switch
    {
        "org.freedesktop.DBus.Error.AccessDenied" or "org.freedesktop.DBus.Error.AuthFailed" or "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired" => Reason.PermissionDenied,
        "org.freedesktop.DBus.Error.NameHasNoOwner" or "org.freedesktop.DBus.Error.ServiceUnknown" => Reason.NotFound,
        "org.freedesktop.DBus.Error.NoReply" or "org.freedesktop.DBus.Error.Timeout" => Reason.Timeout,
        "org.freedesktop.DBus.Error.Disconnected" => Reason.ConnectionLost,
        "org.freedesktop.DBus.Error.LimitsExceeded" => Reason.TooManyConnections,
        _ => Reason.Error,
    };

    static Reason OfSocket(SocketError error) => error switch
    {
        // A unix socket that is not there, in .NET's terms.
        SocketError.AddressNotAvailable => Reason.NotFound,
        SocketError.AccessDenied => Reason.PermissionDenied,
        SocketError.ConnectionRefused => Reason.ConnectionRefused,
        SocketError.ConnectionReset or SocketError.Shutdown => Reason.ConnectionLost,
        _ => Reason.Error,
    };
}
