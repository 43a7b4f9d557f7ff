using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.History;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.Health;

/// <summary>A check for every instance that watches a server or a URL. What of the machine cannot be read is no reason to page anybody.</summary>
/// <param name="exposed">The newest numbers; probes tell there how they ended.</param>
sealed class InstanceHealth(ExposedSeries exposed)
{
    /// <summary>A program that is scraped has this part when it does not answer.</summary>
    const string ScrapedPart = "target";

    const string Success = "probe_success";
    const string FailureReason = "probe_failure_reason";
    const string State = "probe_state";

    readonly Dictionary<string, ILookup<string, Labels>> read = [];

    internal static bool IsWatched(CollectorInstance instance) => instance.Name is "postgres" or "pgbouncer" or "probe" or "app.scrape";

    /// <summary>Of what probes expose: everything else need not be collected.</summary>
    internal static bool Reads(string family) => family is Success or FailureReason or State;

    internal HealthCheck Of(CollectorInstance instance, PollReading poll)
    {
        var check = new HealthCheck(poll.Name, HealthStatus.Healthy, instance.Name == "postgres");
        if (poll.Success is null)
            return check with { Status = HealthStatus.Degraded, Reason = HealthCheck.Starting };
        var (status, reason) = Judge(instance, poll);
        return check with { Status = status, Reason = reason, Since = status == HealthStatus.Healthy || instance.Name == "probe" ? null : poll.LastSuccess };
    }

    (HealthStatus Status, string? Reason) Judge(CollectorInstance instance, PollReading poll)
    {
        if (poll.Unavailable.FirstOrDefault(entry => entry.Part is "" or ScrapedPart) is { } missing && (poll.Success == false || missing.Part == ScrapedPart))
            return (HealthStatus.Unhealthy, missing.Reason.Label());
        if (instance.Name != "probe")
            return (HealthStatus.Healthy, null);
        if (Find(instance, Success, 0).Any())
            return (HealthStatus.Unhealthy, Find(instance, FailureReason, 1).Select(series => series["reason"]).FirstOrDefault());
        return Find(instance, State, 1).Any(series => series["state"] == "degraded")
            ? (HealthStatus.Degraded, "degraded")
            : (HealthStatus.Healthy, null);
    }

    /// <summary>The series of a probe that have a number. Each family is looked through once, for the same number, however many probes there are.</summary>
    IEnumerable<Labels> Find(CollectorInstance instance, string family, double value)
    {
        if (!read.TryGetValue(family, out var byName))
            read.Add(family, byName = exposed.Having(family, value).ToLookup(series => series["name"]));
        return byName[instance.Labels.First(label => label.Key == "name").Value];
    }
}
