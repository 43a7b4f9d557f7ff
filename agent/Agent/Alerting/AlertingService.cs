using MetricsAgent.Alerting.Journal;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Alerting;

/// <summary>
/// From alerts to those who have to know. Whoever evaluates rules hands over every alert when it begins, when it ends, and again in
/// between, more often than <c>resolve_timeout</c>.
/// </summary>
internal sealed partial class AlertingService : BackgroundService
{
    /// <summary>The clock may be set.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly AlertingState state;
    readonly IReadOnlyDictionary<string, DeliveryQueue> queues;
    readonly IReadOnlyList<AlertmanagerPeer> alertmanagers;
    readonly TimeProvider clock;
    readonly ILogger logger;
    readonly bool isOn;
    readonly Signal changed;
    readonly FactKeeper keeper;

    internal AlertingService(AlertingPlan plan, Func<string, string?> environment, NotificationCounts counts, TimeProvider clock, ILogger<AlertingService> logger)
    {
        (this.clock, this.logger, isOn) = (clock, logger, plan.HasReceivers);
        changed = new(clock);
        alertmanagers = plan.Alertmanagers();
        queues = plan.Notifiers().ToDictionary(each => each.Integration.Key, each => new DeliveryQueue(each.Integration, each.Notifier, each.Budget, counts, clock, logger, Done));
        state = new(plan.Root(), [.. queues.Values.Select(queue => queue.Integration)], plan.InhibitRules(), new(plan.FixedSilences()), plan.ResolveTimeout);
        keeper = new(plan.StateDirectory(environment), state.Facts, counts, clock, logger);
        foreach (var queue in queues.Values)
            counts.Open(queue.Integration.Receiver, queue.Integration.Kind);
        foreach (var alertmanager in alertmanagers)
            counts.Open(alertmanager.Receiver, AlertmanagerPeer.Kind);
    }

    /// <summary>Remembers, before anybody hands over an alert.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (isOn)
            Resume();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Alerts as they are now. When this returns, none that began or ended will be forgotten, as far as the disk goes.</summary>
    internal void Put(IEnumerable<Alert> alerts)
    {
        Change(now => state.Put(alerts, now));
        foreach (var alertmanager in alertmanagers)
            alertmanager.Wake();
    }

    /// <summary>Alerts that nobody is told of yet, as they are now: after a restart they go on to wait.</summary>
    internal void Wait(IReadOnlyCollection<Wait> waiting) => Change(now => state.Waits.Put(waiting, now));

    /// <returns>Its id; null where there are too many.</returns>
    internal string? Set(Silence silence)
    {
        var changes = Change(now => state.Set(silence, Guid.NewGuid().ToString(), now));
        return changes.Count == 0 ? null : ((SilenceFact)changes[^1]).Silence.Id;
    }

    internal bool ExpireSilence(string id) => Change(now => state.ExpireSilence(id, now)).Count > 0;

    /// <summary>Looks at the state; not for longer than it takes.</summary>
    internal T Read<T>(Func<AlertingState, DateTimeOffset, T> read)
    {
        lock (gate)
            return read(state, clock.GetUtcNow());
    }

    public override void Dispose()
    {
        base.Dispose();
        keeper.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> running = [.. queues.Values.Select(queue => queue.RunAsync(stoppingToken))];
        running.AddRange(alertmanagers.Select(alertmanager =>
            alertmanager.RunAsync(() => Read((state, _) => state.Of(alertmanager.Receiver)), stoppingToken)));
        running.Add(TickAsync(stoppingToken));
        await Task.WhenAll(running);
    }

    async Task TickAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Change(state.Tick);
            await changed.WaitAsync(Pause(), stop);
        }
    }

    /// <summary>Until something is due, but looking up now and then.</summary>
    TimeSpan Pause()
    {
        lock (gate)
        {
            if (keeper.IsFailing)
                return FactKeeper.Retry;
            if (state.Next is not { } next)
                return Timeout.InfiniteTimeSpan;
            var wait = next - clock.GetUtcNow();
            return wait < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : wait < LongestPause ? wait : LongestPause;
        }
    }

    void Resume()
    {
        IReadOnlyCollection<Notification> pending;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            keeper.Open(fact => state.Remember(fact, now));
            keeper.Keep(state.Resume(queues.ContainsKey, now));
            pending = [.. state.Pending];
        }

        if (pending.Count > 0)
            Log.Resumed(logger, pending.Count);
        Enqueue(pending);
    }

    void Done(string id) => Change(_ => state.Done(id));

    IReadOnlyList<Fact> Change(Func<DateTimeOffset, IReadOnlyList<Fact>> change)
    {
        IReadOnlyList<Fact> facts;
        lock (gate)
            keeper.Keep(facts = change(clock.GetUtcNow()));
        Enqueue(facts.OfType<ToldFact>().Select(fact => fact.Notification).OfType<Notification>());
        if (facts.Any(fact => fact is AlertFact))
            changed.Set();
        return facts;
    }

    void Enqueue(IEnumerable<Notification> notifications)
    {
        foreach (var notification in notifications)
        {
            if (queues.TryGetValue(notification.Integration, out var queue))
                queue.Add(notification);
        }
    }

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "delivering what was not delivered before the restart: {Notifications}")]
        internal static partial void Resumed(ILogger logger, int notifications);
    }
}
