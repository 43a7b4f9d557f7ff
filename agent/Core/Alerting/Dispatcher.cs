using System.Globalization;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>
/// Sorts alerts into groups along the routes and says when which integration has to be told of which, as Alertmanager's dispatcher and
/// its deduplication do. In one thing it differs: that an alert has ended is told to whoever was told that it fires, silenced or not.
/// </summary>
public sealed class Dispatcher(Route root, IReadOnlyList<Integration> integrations, ToldLog told)
{
    readonly Dictionary<(string Receiver, string Key), AlertGroup> groups = [];
    readonly ILookup<string, Integration> byReceiver = integrations.ToLookup(integration => integration.Receiver);

    /// <summary>When to flush next; null for as long as there is no alert.</summary>
    public DateTimeOffset? Next => groups.Count == 0 ? null : groups.Values.Min(group => group.Next);

    public bool IsRoutedTo(string receiver, Labels labels) => root.Match(labels).Any(route => route.Receiver == receiver);

    /// <summary>Receivers that an alert goes to.</summary>
    public IEnumerable<string> Receivers(Labels labels) => root.Match(labels).Select(route => route.Receiver).Distinct();

    public void Put(Alert alert, DateTimeOffset now)
    {
        foreach (var route in root.Match(alert.Labels))
        {
            var labels = route.GroupLabels(alert.Labels);
            var key = route.GroupKey(labels);
            if (!groups.TryGetValue((route.Receiver, key), out var group))
            {
                if (!alert.IsFiring && !byReceiver[route.Receiver].Any(each => told.IsFiring(each.Key, key, alert.Labels)))
                    continue;
                groups[(route.Receiver, key)] = group = new(route, labels, key, First(route, key, alert, now));
            }

            group.Alerts[alert.Labels] = alert;
        }
    }

    /// <summary>What is due: what to tell, and what to remember of it.</summary>
    public IReadOnlyList<Dispatch> Flush(DateTimeOffset now, Func<Alert, bool> muted)
    {
        List<Dispatch> due = [];
        foreach (var (place, group) in groups.Where(group => group.Value.IsDue(now)).ToArray())
        {
            foreach (var integration in byReceiver[group.Route.Receiver])
            {
                var isKnown = told.TryFind(integration.Key, group.Key, out var known, out var at);
                if (group.News(integration.SendResolved, known ?? new HashSet<Labels>(), isKnown ? at : null, muted, now) is not var (alerts, firing))
                    continue;
                Told change = new(integration.Key, group.Key, firing, alerts.Count > 0 ? now : at);
                told.Set(change);
                due.Add(new(alerts.Count == 0 ? null : Of(integration.Key, group.Key, group.Labels, alerts, now), change));
            }

            group.Rest(now);
            if (group.Alerts.Count == 0)
                groups.Remove(place);
        }

        return due;
    }

    /// <summary>
    /// After a restart with other routes: who was told of an alert in a group that there is not any more is told that it has ended there.
    /// Where the integration itself is gone, there is nobody to tell.
    /// </summary>
    public IReadOnlyList<Dispatch> Disown(AlertBook book, DateTimeOffset now)
    {
        List<Dispatch> due = [];
        foreach (var entry in told.All.ToArray())
        {
            var integration = integrations.FirstOrDefault(each => each.Key == entry.Integration);
            Labels[] strays = [.. entry.Firing.Where(labels => integration is null || !Leads(integration.Receiver, entry.GroupKey, labels))];
            if (strays.Length == 0)
                continue;
            Told change = entry with { Firing = [.. entry.Firing.Except(strays)] };
            told.Set(change);
            var ended = strays.Select(labels => book.TryFind(labels, out var alert) ? alert with { EndsAt = alert.EndsAt ?? now } : new Alert(labels, Labels.None, entry.At, now, double.NaN, ""));
            due.Add(new(integration is { SendResolved: true } ? Of(entry.Integration, entry.GroupKey, Labels.None, [.. ended], now) : null, change));
        }

        return due;
    }

    bool Leads(string receiver, string key, Labels labels) =>
        root.Match(labels).Any(route => route.Receiver == receiver && route.GroupKey(route.GroupLabels(labels)) == key);

    /// <summary>A group that was told before a restart goes on in its rhythm; a new one waits for more of its kind.</summary>
    DateTimeOffset First(Route route, string key, Alert alert, DateTimeOffset now)
    {
        DateTimeOffset? last = null;
        foreach (var integration in byReceiver[route.Receiver])
        {
            if (told.TryFind(integration.Key, key, out _, out var at) && !(at < last))
                last = at;
        }

        var first = last is { } known ? known + route.GroupInterval : alert.StartsAt + route.GroupWait;
        return first < now ? now : first;
    }

    static Notification Of(string integration, string key, Labels labels, IReadOnlyList<Alert> alerts, DateTimeOffset now) =>
        new(DedupKey.Of(integration, key, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)), integration, key, labels, alerts, now);
}

/// <summary>A step of the dispatcher.</summary>
/// <param name="Notification">Null where nobody is told.</param>
/// <param name="Told">What its integration takes for firing from now on.</param>
public sealed record Dispatch(Notification? Notification, Told Told);
