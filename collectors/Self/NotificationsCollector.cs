using System.Text.Json;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>How those are told who are to know of alerts.</summary>
internal sealed class NotificationsCollector(NotificationCounts counts) : ICollector
{
    internal static readonly FamilySet Families = new("alerting");

    static readonly Family Attempts = Families.Counter("agent_notifications_total", "Attempts to deliver a notification.", "receiver", "integration");
    static readonly Family Failed = Families.Counter("agent_notifications_failed_total", "Attempts to deliver a notification that failed, and notifications that were given up (dropped).", "receiver", "integration", "reason");
    static readonly Family Latency = Families.Histogram("agent_notification_latency_seconds", "Time that an attempt to deliver a notification took, in seconds.", NotificationCounts.Bounds, "receiver", "integration");
    static readonly Family Pending = Families.Gauge("agent_notifications_pending", "Notifications that wait to be delivered, or to be tried again.", "receiver", "integration");
    static readonly Family Kept = Families.Gauge("agent_alerting_state_kept", "1 when it is remembered on disk who was told of which alert, 0 when a restart forgets it.");
    static readonly Family Errors = Families.Counter("agent_alerting_journal_errors_total", "Writes of the alerting's state to the disk that failed.");

    static readonly string[] Reasons = [.. Enum.GetNames<NotificationFailure>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var (receiver, integration, tally) in counts.All)
        {
            lock (tally)
            {
                samples.Add(Attempts, tally.Attempts, receiver, integration);
                for (var reason = 0; reason < Reasons.Length; reason++)
                    samples.Add(Failed, tally.Failures[reason], receiver, integration, Reasons[reason]);
                samples.AddHistogram(Latency, tally.Buckets, tally.Seconds, receiver, integration);
                samples.Add(Pending, tally.Pending, receiver, integration);
            }
        }

        if (counts.IsKept is { } kept)
        {
            samples.Add(Kept, kept ? 1 : 0);
            samples.Add(Errors, counts.JournalErrors);
        }

        return ValueTask.CompletedTask;
    }
}
