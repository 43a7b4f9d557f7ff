using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>What is told of systemd, under node_exporter's names, and the properties that it is read from (org.freedesktop.systemd1(5)).</summary>
static class SystemdFamilies
{
    const string Service = "org.freedesktop.systemd1.Service";
    const string Socket = "org.freedesktop.systemd1.Socket";
    const double Microseconds = 1e6;

    internal static readonly FamilySet Families = new("org.freedesktop.systemd1 on D-Bus");

    internal static readonly Family Version = Families.Gauge("node_systemd_version", "The version of systemd as a number; the label has all of it.", "version");

    internal static readonly Family Virtualization = Families.Info(
        "node_systemd_virtualization_info", "The virtual machine or container that systemd sees itself in; none without one.", "virtualization_type");

    internal static readonly Family Running = Families.Gauge(
        "node_systemd_system_running", "Whether systemctl is-system-running says \"running\", 0 or 1: a failed unit is enough for 0.");

    internal static readonly Family Units = Families.Gauge("node_systemd_units", "Units in memory by their state, those that the filters leave out among them.", "state");

    internal static readonly Family State = Families.Gauge(
        "node_systemd_unit_state", "Whether a unit is in a state, 0 or 1; type is Type= of a service or a mount.", "name", "state", "type");

    static readonly SystemdNumber StartTime = new(
        Families.Gauge("node_systemd_unit_start_time_seconds", "When a unit became active, in Unix time; 0 while it is not.", "name"),
        "org.freedesktop.systemd1.Unit", "ActiveEnterTimestamp", Microseconds, isOfActive: true);

    /// <summary>By the ending of the unit's name.</summary>
    internal static readonly SystemdUnitKind[] Kinds =
    [
        new(
            ".service", Service, StartTime,
            new(Families.Counter("node_systemd_service_restart_total", "Times that Restart= has started a service anew (systemd 235+).", "name"), Service, "NRestarts"),
            new(Families.Gauge("node_systemd_unit_tasks_current", "Processes and threads of a service; absent while it has none.", "name"), Service, "TasksCurrent"),
            new(Families.Gauge("node_systemd_unit_tasks_max", "Processes and threads that a service may have; absent without a limit.", "name"), Service, "TasksMax")),
        new(
            ".socket", "", StartTime,
            new(Families.Counter("node_systemd_socket_accepted_connections_total", "Connections that a socket unit has accepted.", "name"), Socket, "NAccepted"),
            new(Families.Gauge("node_systemd_socket_current_connections", "Connections of a socket unit that are open.", "name"), Socket, "NConnections"),
            new(Families.Gauge("node_systemd_socket_refused_connections_total", "Connections that a socket unit has refused, being at its limit (systemd 239+).", "name"), Socket, "NRefused")),
        new(
            ".timer", "", StartTime,
            new(Families.Gauge("node_systemd_timer_last_trigger_seconds", "When a timer last elapsed, in Unix time; 0 for never.", "name"), "org.freedesktop.systemd1.Timer", "LastTriggerUSec", Microseconds)),
        new(".mount", "org.freedesktop.systemd1.Mount", StartTime),
        new("", "", StartTime),
    ];
}
