using System.Diagnostics.CodeAnalysis;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>The alerts that fire, and for a while those that have ended, by their labels.</summary>
/// <param name="resolveTimeout">One that is not handed over again for so long has ended: its rule is gone, or whoever evaluates it.</param>
public sealed class AlertBook(TimeSpan resolveTimeout)
{
    /// <summary>For how long one that has ended is kept, as in Prometheus: an Alertmanager that was away is told of it.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromMinutes(15);

    readonly Dictionary<Labels, Entry> alerts = [];

    public IEnumerable<Alert> All => alerts.Values.Select(entry => entry.Alert);

    public IEnumerable<Alert> Firing => All.Where(alert => alert.IsFiring);

    public bool TryFind(Labels labels, [NotNullWhen(true)] out Alert? alert)
    {
        alert = alerts.GetValueOrDefault(labels)?.Alert;
        return alert is not null;
    }

    /// <summary>An alert as it is now. That one has ended of which nothing is known means nothing.</summary>
    /// <param name="kept">As it is kept: it has been firing since the earlier of the two times.</param>
    /// <returns>Whether it began or ended, which must not be forgotten.</returns>
    public bool Put(Alert alert, DateTimeOffset now, [NotNullWhen(true)] out Alert? kept)
    {
        kept = alert;
        if (!alerts.TryGetValue(alert.Labels, out var before))
        {
            if (!alert.IsFiring)
            {
                kept = null;
                return false;
            }
        }
        else if (before.Alert.IsFiring && before.Alert.StartsAt < alert.StartsAt)
        {
            kept = alert with { StartsAt = before.Alert.StartsAt };
        }
        else if (!before.Alert.IsFiring && !alert.IsFiring)
        {
            kept = before.Alert;
            return false;
        }

        alerts[alert.Labels] = new(kept, now);
        return before is null || before.Alert.IsFiring != alert.IsFiring;
    }

    /// <summary>As it was before a restart.</summary>
    public void Restore(Alert alert, DateTimeOffset now) => alerts[alert.Labels] = new(alert, now);

    /// <summary>Ends what nobody has handed over for too long, and forgets what ended long ago.</summary>
    /// <returns>What has ended now.</returns>
    public IReadOnlyList<Alert> Expire(DateTimeOffset now)
    {
        List<Alert> ended = [];
        foreach (var (labels, (alert, renewed)) in alerts.ToArray())
        {
            if (alert.EndsAt is { } end)
            {
                if (end + Retention < now)
                    alerts.Remove(labels);
            }
            else if (renewed > now)
            {
                // The clock was set back.
                alerts[labels] = new(alert, now);
            }
            else if (renewed + resolveTimeout <= now)
            {
                ended.Add(alert with { EndsAt = now });
                alerts[labels] = new(ended[^1], now);
            }
        }

        return ended;
    }

    sealed record Entry(Alert Alert, DateTimeOffset Renewed);
}
