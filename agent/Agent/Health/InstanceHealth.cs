using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.Health;

/// <summary>A check for every instance that watches a server or a URL. What of the machine cannot be read is no reason to page anybody.</summary>
/// <param name="exposed">The newest numbers; probes tell there how they ended.</param>
sealed class InstanceHealth(ISeriesSource exposed, long now)
{
    /// <summary>A program that is scraped has this part when it does not answer.</summary>
    const string ScrapedPart = "target";

    const string Success = "probe_success";
    const string FailureReason = "probe_failure_reason";
    const string State = "probe_state";

    readonly Dictionary<string, ILookup<string, (Labels Labels, double Value)>> read = [];

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
        if (Find(instance, Success).Any(series => series.Value == 0))
            return (HealthStatus.Unhealthy, Find(instance, FailureReason).Select(series => series.Labels["reason"]).FirstOrDefault());
        return Find(instance, State).Any(series => series.Labels["state"] == "degraded" && series.Value == 1)
            ? (HealthStatus.Degraded, "degraded")
            : (HealthStatus.Healthy, null);
    }

    /// <summary>Each family is looked through once, however many probes there are.</summary>
    IEnumerable<(Labels Labels, double Value)> Find(CollectorInstance instance, string family)
    {
        if (!read.TryGetValue(family, out var byName))
        {
            List<SeriesWindow> found = [];
            exposed.Select([new(Labels.MetricName, MatchKind.Equal, family)], 0, now, found);
            read.Add(family, byName = found.ToLookup(series => series.Labels["name"], series => (series.Labels, series.Values.Span[^1])));
        }

        return byName[instance.Labels.First(label => label.Key == "name").Value];
    }
}
