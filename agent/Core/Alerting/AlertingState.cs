using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>
/// Everything that alerting knows, and how it changes. Every change comes back as facts, which a journal keeps; the same facts,
/// remembered after a restart, give the same state. Not for several threads at once.
/// </summary>
public sealed class AlertingState
{
    readonly IReadOnlyList<InhibitRule> inhibitRules;
    readonly AlertBook book;
    readonly ToldLog told = new();
    readonly Dispatcher dispatcher;
    readonly Dictionary<string, Notification> pending = [];

    public AlertingState(Route root, IReadOnlyList<Integration> integrations, IReadOnlyList<InhibitRule> inhibitRules, Silences silences, TimeSpan resolveTimeout)
    {
        (this.inhibitRules, Silences, book) = (inhibitRules, silences, new(resolveTimeout));
        dispatcher = new(root, integrations, told);
    }

    public Silences Silences { get; }

    public IEnumerable<Alert> Alerts => book.All;

    public WaitBook Waits { get; } = new();

    /// <summary>Notifications that have not been delivered, in the order in which they became due.</summary>
    public IReadOnlyCollection<Notification> Pending => pending.Values;

    /// <summary>When <see cref="Tick"/> has something to do, at the latest; null for when an alert comes.</summary>
    public DateTimeOffset? Next => dispatcher.Next;

    public IEnumerable<string> Receivers(Labels labels) => dispatcher.Receivers(labels);

    /// <summary>Takes a fact from before the restart.</summary>
    public void Remember(Fact fact, DateTimeOffset now)
    {
        switch (fact)
        {
            case AlertFact(var alert):
                book.Restore(alert, now);
                break;
            case ToldFact(var entry, var notification):
                told.Set(entry);
                if (notification is not null)
                    pending[notification.Id] = notification;
                break;
            case PendingFact(var notification):
                pending[notification.Id] = notification;
                break;
            case DoneFact(var id):
                pending.Remove(id);
                break;
            case WaitFact or SeenFact:
                Waits.Restore(fact);
                break;
            case SilenceFact(var silence):
                Silences.Restore(silence);
                break;
        }
    }

    /// <summary>Once all is remembered: goes on with what there is now.</summary>
    /// <param name="isKnown">Whether there still is such an integration.</param>
    public IReadOnlyList<Fact> Resume(Predicate<string> isKnown, DateTimeOffset now)
    {
        List<Fact> facts = [];
        foreach (var gone in pending.Values.Where(notification => !isKnown(notification.Integration)).ToArray())
            facts.AddRange(Done(gone.Id));
        facts.AddRange(Enqueue(dispatcher.Disown(book, now)));
        // A damaged journal may have lost an alert that somebody takes for firing: it ends, unless it is handed over again.
        foreach (var entry in told.All)
        {
            foreach (var labels in entry.Firing.Where(labels => !book.TryFind(labels, out _)))
                book.Restore(new(labels, Labels.None, entry.At, null, double.NaN, ""), now);
        }

        foreach (var alert in book.All)
            dispatcher.Put(alert, now);
        return facts;
    }

    public IReadOnlyList<Fact> Put(IEnumerable<Alert> alerts, DateTimeOffset now)
    {
        // Whatever has fired for long enough is told, even if it ends now and time has not been looked at since.
        List<Fact> facts = [.. Flush(now)];
        foreach (var alert in alerts)
        {
            if (book.Put(alert, now, out var kept))
                facts.Add(new AlertFact(kept));
            if (kept is not null)
                dispatcher.Put(kept, now);
        }

        return facts;
    }

    /// <summary>What time alone brings about: alerts that nobody hands over any more end, groups become due.</summary>
    public IReadOnlyList<Fact> Tick(DateTimeOffset now)
    {
        List<Fact> facts = [];
        foreach (var ended in book.Expire(now))
        {
            facts.Add(new AlertFact(ended));
            dispatcher.Put(ended, now);
        }

        Silences.Forget(now);
        facts.AddRange(Flush(now));
        return facts;
    }

    /// <summary>It was delivered, or given up.</summary>
    public IReadOnlyList<Fact> Done(string id) => pending.Remove(id) ? [new DoneFact(id)] : [];

    public IReadOnlyList<Fact> Set(Silence silence, string newId, DateTimeOffset now) => [.. Silences.Set(silence, newId, now).Select(change => new SilenceFact(change))];

    public IReadOnlyList<Fact> ExpireSilence(string id, DateTimeOffset now) => Silences.Expire(id, now) is { } ended ? [new SilenceFact(ended)] : [];

    /// <summary>What goes to a receiver that groups, inhibits and silences for itself: all that fires, and what ended a moment ago.</summary>
    public IReadOnlyList<Alert> Of(string receiver) => [.. book.All.Where(alert => dispatcher.IsRoutedTo(receiver, alert.Labels))];

    public IEnumerable<Alert> InhibitedBy(Alert alert) =>
        inhibitRules.SelectMany(rule => book.Firing.Where(source => rule.Mutes(alert, [source]))).Distinct();

    /// <summary>All that a new journal begins with.</summary>
    public IEnumerable<Fact> Facts() =>
    [
        .. book.All.Where(alert => alert.IsFiring || told.IsKnown(alert.Labels)).Select(alert => new AlertFact(alert)),
        .. told.All.Select(entry => new ToldFact(entry, null)),
        .. pending.Values.Select(notification => new PendingFact(notification)),
        .. Waits.Facts(),
        .. Silences.Added.Select(silence => new SilenceFact(silence)),
    ];

    IReadOnlyList<Fact> Flush(DateTimeOffset now)
    {
        Alert[]? firing = null;
        return Enqueue(dispatcher.Flush(now, alert => IsMuted(alert, firing ??= [.. book.Firing], now)));
    }

    bool IsMuted(Alert alert, Alert[] firing, DateTimeOffset now) => Silences.Mutes(alert.Labels, now) || inhibitRules.Any(rule => rule.Mutes(alert, firing));

    IReadOnlyList<Fact> Enqueue(IReadOnlyList<Dispatch> due)
    {
        foreach (var (notification, _) in due)
        {
            if (notification is not null)
                pending[notification.Id] = notification;
        }

        return [.. due.Select(each => new ToldFact(each.Told, each.Notification))];
    }
}
