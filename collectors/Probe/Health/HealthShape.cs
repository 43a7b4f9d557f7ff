using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>The names under which bodies tell things; all as <see cref="HealthWords.Key"/> has them.</summary>
/// <param name="format">Which names there can be.</param>
internal sealed class HealthShape(HealthFormat format)
{
    /// <summary>Whether components stand beside the status (<c>"database": "connected"</c>), and the whole in an envelope.</summary>
    internal bool IsFree => format is HealthFormat.Auto or HealthFormat.Json;

    /// <summary>Whether the body has to tell a status of its own, lest any JSON with a word in it be a state.</summary>
    internal bool NeedsStatus => format == HealthFormat.Auto;

    internal bool IsAspnet => format == HealthFormat.Aspnet;

    internal static bool IsStatus(ReadOnlySpan<char> key) =>
        key is "status" or "state" or "health" or "overall" or "overallstatus" or "overallhealth" or "httpstatus" or "ok" or "healthy" or "success" or "alive" or "ready" or "up";

    /// <summary>What is true of a component that is well.</summary>
    internal static bool IsCondition(ReadOnlySpan<char> key) => key is "connected" or "available" or "reachable" or "online" or "isconnected" or "isavailable";

    /// <summary>A mapping or list of components.</summary>
    internal bool IsContainer(ReadOnlySpan<char> key) => format switch
    {
        HealthFormat.Aspnet => key is "entries" or "results",
        HealthFormat.Spring => key is "components" or "details",
        HealthFormat.Rfc => key is "checks",
        _ => key is "checks" or "components" or "entries" or "results" or "details" or "dependencies" or "services",
    };

    /// <summary>What tRPC and others put around a body.</summary>
    internal bool IsEnvelope(ReadOnlySpan<char> key) => IsFree && key is "result" or "data" or "json" or "error";

    /// <summary>Words about the answer and not about a component.</summary>
    internal static bool IsRemark(ReadOnlySpan<char> key) => IsStatus(key)
        || key is "message" or "msg" or "error" or "errors" or "reason" or "description" or "detail" or "title" or "output" or "note" or "notes" or "info"
            or "name" or "service" or "serviceid" or "application" or "app" or "environment" or "env" or "mode" or "host" or "hostname" or "region" or "type" or "id"
            or "time" or "timestamp" or "date" or "version" or "uptime" or "url" or "path" or "level" or "loglevel" or "links";

    /// <summary>What services commonly depend on. Anything but a status there is the text of an error, in a body that is not well.</summary>
    internal static bool IsDependency(ReadOnlySpan<char> key) =>
        key is "database" or "db" or "postgres" or "postgresql" or "mysql" or "mongo" or "mongodb" or "redis" or "cache" or "queue" or "broker" or "rabbitmq" or "kafka" or "storage";

    /// <summary>How well a name tells the release that runs: a commit only where there is no version; 0 for other names.</summary>
    internal static int VersionRank(ReadOnlySpan<char> key) => key switch
    {
        // The draft's version is that of the interface, which rarely changes.
        "releaseid" => 3,
        "version" or "appversion" or "release" or "buildversion" => 2,
        "commit" or "commitsha" or "gitcommit" or "gitsha" or "sha" or "revision" or "build" => 1,
        _ => 0,
    };

    /// <summary>Units of an uptime in a second; 0 for other names.</summary>
    internal static double UptimeUnits(ReadOnlySpan<char> key) => key switch
    {
        "uptime" or "uptimeseconds" or "uptimesec" or "uptimesecs" or "uptimes" or "processuptime" or "processuptimeseconds" => 1,
        "uptimems" or "uptimemillis" or "uptimemilliseconds" or "processuptimems" => 1000,
        _ => 0,
    };

    internal static bool IsStart(ReadOnlySpan<char> key) => key is "started" or "startedat" or "starttime" or "startdate" or "startuptime" or "processstarttime" or "processstartedat";
}
