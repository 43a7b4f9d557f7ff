using MetricsAgent.Collectors.Self;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Alerting;

/// <summary>
/// What waits for one integration. Notifications of a group are delivered in their order, and one that fails waits without keeping
/// other groups from theirs. None is dropped but for being refused for good, too many, or too old to be of use.
/// </summary>
internal sealed partial class DeliveryQueue(
    Integration integration, INotifier notifier, SendBudget budget, NotificationCounts counts, TimeProvider clock, ILogger logger, Action<string> done)
{
    /// <summary>Notifications that wait; a receiver that is away for days must not fill the memory.</summary>
    internal const int Most = 1000;

    /// <summary>That something fired is not told so late any more; that something ended always is.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromHours(24);

    readonly List<Waiting> queue = [];
    readonly Signal changed = new(clock);
    bool isFailing;

    internal Integration Integration => integration;

    internal void Add(Notification notification)
    {
        Waiting? dropped = null;
        lock (queue)
        {
            queue.Add(new(notification, clock.GetTimestamp()));
            if (queue.Count > Most && (dropped = queue.Find(waiting => !waiting.IsUnderWay)) is not null)
                queue.Remove(dropped);
        }

        if (dropped is not null)
            Drop(dropped, $"more than {Most} wait");
        changed.Set();
    }

    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var (next, wait) = Next();
            if (next is null)
            {
                await changed.WaitAsync(wait, stop);
                continue;
            }

            if (!next.Notification.Resolved.Any() && clock.GetUtcNow() - next.Notification.At > Deadline)
                Drop(next, "nobody could be told for a day");
            else
                await AttemptAsync(next, stop);
        }
    }

    /// <summary>The first that is due and whose group has none before it; or how long there is nothing to do.</summary>
    (Waiting? Next, TimeSpan Wait) Next()
    {
        lock (queue)
        {
            counts.SetPending(integration.Receiver, integration.Kind, queue.Count);
            var wait = Timeout.InfiniteTimeSpan;
            HashSet<string> groups = [];
            foreach (var waiting in queue)
            {
                if (!groups.Add(waiting.Notification.GroupKey))
                    continue;
                var left = waiting.Delay - clock.GetElapsedTime(waiting.Since);
                if (left <= TimeSpan.Zero)
                {
                    waiting.IsUnderWay = true;
                    return (waiting, default);
                }

                if (wait == Timeout.InfiniteTimeSpan || left < wait)
                    wait = left;
            }

            return (null, wait);
        }
    }

    async Task AttemptAsync(Waiting waiting, CancellationToken stop)
    {
        Delivery delivery;
        var began = clock.GetTimestamp();
        try
        {
            if (budget.Take(clock.GetUtcNow()) is var patience && patience > TimeSpan.Zero)
                await Task.Delay(patience, clock, stop);
            began = clock.GetTimestamp();
            delivery = await notifier.NotifyAsync(waiting.Notification, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // What nobody thought of in one receiver does not end the others.
            delivery = Delivery.Failed(NotificationFailure.Connection, $"{e.GetType().Name}: {e.Message}");
        }

        counts.Count(integration.Receiver, integration.Kind, clock.GetElapsedTime(began), delivery.Failure);
        if (delivery.IsDelivered || delivery.IsFinal)
        {
            Remove(waiting);
            if (delivery.IsFinal)
                Log.Refused(logger, integration.Key, AlertText.Title(waiting.Notification), delivery.Answer);
            else if (isFailing)
                Log.Recovered(logger, integration.Key);
            isFailing = delivery.IsFinal && isFailing;
            done(waiting.Notification.Id);
            return;
        }

        // One line for a receiver that is away, not one for every attempt.
        if (!isFailing)
            Log.Failing(logger, integration.Key, AlertText.Title(waiting.Notification), delivery.Answer);
        isFailing = true;
        lock (queue)
            waiting.Postpone(delivery.RetryAfter, clock);
    }

    void Drop(Waiting waiting, string why)
    {
        Remove(waiting);
        counts.Drop(integration.Receiver, integration.Kind);
        Log.Dropped(logger, integration.Key, AlertText.Title(waiting.Notification), why);
        done(waiting.Notification.Id);
    }

    void Remove(Waiting waiting)
    {
        lock (queue)
            queue.Remove(waiting);
    }

    sealed class Waiting(Notification notification, long since)
    {
        int failures;

        internal Notification Notification => notification;

        internal long Since { get; private set; } = since;

        internal TimeSpan Delay { get; private set; }

        internal bool IsUnderWay { get; set; }

        internal void Postpone(TimeSpan? asked, TimeProvider clock)
        {
#pragma warning disable CA5394 // It spreads load, it protects nothing.
            Delay = RetryDelay.After(++failures, Random.Shared.NextDouble(), asked);
#pragma warning restore CA5394
            Since = clock.GetTimestamp();
            IsUnderWay = false;
        }
    }

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Integration} cannot be told of '{Title}': {Answer}; trying again")]
        internal static partial void Failing(ILogger logger, string integration, string title, string answer);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Integration} can be told again")]
        internal static partial void Recovered(ILogger logger, string integration);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Integration} refused '{Title}': {Answer}; not trying again")]
        internal static partial void Refused(ILogger logger, string integration, string title, string answer);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Integration} is not told of '{Title}': {Why}")]
        internal static partial void Dropped(ILogger logger, string integration, string title, string why);
    }
}
