using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>The first answer of a poll that says no.</summary>
internal sealed class SystemdRefusal
{
    /// <summary>Null without one.</summary>
    internal Failure? First { get; private set; }

    internal void Clear() => First = null;

    internal void Note(DBusMessage answer)
    {
        if (!IsAbsence(answer.Error))
            First ??= SystemdFailure.Of(new DBusException(answer));
    }

    /// <summary>The unit has gone since it was listed, or this systemd is older than the property.</summary>
    static bool IsAbsence(string error) => error is
        "org.freedesktop.DBus.Error.UnknownObject" or "org.freedesktop.DBus.Error.UnknownProperty" or "org.freedesktop.DBus.Error.UnknownInterface"
        or "org.freedesktop.DBus.Error.UnknownMethod" or "org.freedesktop.systemd1.NoSuchUnit";
}
