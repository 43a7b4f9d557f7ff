using System.Text.Json.Nodes;
using MetricsAgent.Alerting.Receivers;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Rules;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Alerting;

/// <summary>
/// One Alertmanager of a cluster, told by version 2 of its API: every change at once, and what fires again and again, as Prometheus does
/// it. It groups, inhibits and silences for itself. What it is told fires ends by itself if the agent is not heard of any more.
/// </summary>
/// <param name="resend">After so long what fires is told again.</param>
internal sealed partial class AlertmanagerPeer(
    string receiver, Uri url, TimeSpan resend, HttpDelivery http, NotificationCounts counts, TimeProvider clock, ILogger logger, string externalUrl)
{
    internal const string Kind = "alertmanager";
    const int MostAtOnce = 256;

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    readonly string address = $"{url.AbsoluteUri.TrimEnd('/')}/api/v2/alerts";
    readonly Signal changed = new(clock);
    readonly Dictionary<Labels, Sent> sent = [];

    /// <summary>What is not renewed for so long has ended, for it.</summary>
    readonly TimeSpan lifetime = resend * 4;

    internal string Receiver => receiver;

    internal string Name => $"{receiver}/{Kind}[{url.Authority}]";

    /// <summary>There may be something new.</summary>
    internal void Wake() => changed.Set();

    /// <param name="alerts">What there is to be told now.</param>
    internal async Task RunAsync(Func<IReadOnlyList<Alert>> alerts, CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            var due = Due(alerts());
            if (due.Length > 0)
            {
                var began = clock.GetTimestamp();
                Delivery delivery;
                try
                {
                    delivery = await SendAsync(due, stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }

                counts.Count(receiver, Kind, clock.GetElapsedTime(began), delivery.Failure);
                Report(delivery, failures);
                failures = delivery.IsDelivered ? 0 : failures + 1;
                if (delivery.IsDelivered || delivery.IsFinal)
                    Remember(due);
            }

            if (failures == 0)
                await changed.WaitAsync(UntilResend(), stop);
            else
                await Task.Delay(Shorter(RetryDelay.After(failures, 0.5), LongestPause), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal Task<Delivery> SendAsync(IReadOnlyList<Alert> alerts, CancellationToken cancel) => http.PostAsync(
        () => HttpPost.Json(address, new JsonArray([.. alerts.Select(JsonNode (alert) => Write(alert, clock.GetUtcNow()))])), cancel);

    Alert[] Due(IReadOnlyList<Alert> alerts)
    {
        var known = alerts.Select(alert => alert.Labels).ToHashSet();
        foreach (var gone in sent.Keys.Where(labels => !known.Contains(labels)).ToArray())
            sent.Remove(gone);
        return [.. alerts.Where(alert => !sent.TryGetValue(alert.Labels, out var before)
            || before.Alert.EndsAt != alert.EndsAt
            || (alert.IsFiring && clock.GetElapsedTime(before.At) >= resend)).Take(MostAtOnce)];
    }

    void Remember(Alert[] alerts)
    {
        foreach (var alert in alerts)
            sent[alert.Labels] = new(alert, clock.GetTimestamp());
        if (alerts.Length == MostAtOnce)
            Wake();
    }

    JsonObject Write(Alert alert, DateTimeOffset now) => new()
    {
        ["labels"] = AlertJson.Object(alert.Labels),
        ["annotations"] = AlertJson.Object(alert.Annotations),
        ["startsAt"] = AlertJson.Time(alert.StartsAt),
        ["endsAt"] = AlertJson.Time(alert.EndsAt ?? now + lifetime),
        // It has to be a URI.
        ["generatorURL"] = alert.GeneratorUrl.Length > 0 ? alert.GeneratorUrl : externalUrl,
    };

    TimeSpan UntilResend()
    {
        var longest = sent.Values.Where(entry => entry.Alert.IsFiring).Select(entry => clock.GetElapsedTime(entry.At)).DefaultIfEmpty().Max();
        return longest < resend ? resend - longest : TimeSpan.FromMilliseconds(1);
    }

    void Report(Delivery delivery, int failures)
    {
        if (delivery.IsDelivered && failures > 0)
            Log.Recovered(logger, receiver, url.Authority);
        else if (!delivery.IsDelivered && failures == 0)
            Log.Failing(logger, receiver, url.Authority, delivery.Answer);
    }

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    sealed record Sent(Alert Alert, long At);

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Receiver}: the Alertmanager {Host} cannot be told: {Answer}; trying again")]
        internal static partial void Failing(ILogger logger, string receiver, string host, string answer);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Receiver}: the Alertmanager {Host} can be told again")]
        internal static partial void Recovered(ILogger logger, string receiver, string host);
    }
}
