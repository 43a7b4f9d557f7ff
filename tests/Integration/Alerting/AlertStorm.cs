using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MetricsAgent.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Integration.Alerting;

/// <summary>
/// Alerts that come and go, many at a time, by the agent's API and by a rule over what it scrapes, and somebody slow who is told of them and
/// now and then fails. An alert that the agent has taken, or that it shows, is promised: it is told as firing and as resolved.
/// </summary>
internal sealed class AlertStorm : IAsyncDisposable
{
    const int Posters = 8;
    const int Conditions = 4;

    /// <summary>The agent is away for a while, again and again.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly ConcurrentDictionary<string, bool> conditions = [];
    readonly ConcurrentQueue<Told> told = [];
    readonly ConcurrentBag<string> promised = [];
    readonly CancellationTokenSource stop = new();
    readonly MetricsServer target;
    readonly MetricsServer receiver;
    Task[] workers = [];
    readonly ConcurrentDictionary<StormStep, TaskCompletionSource> next = [];
    volatile int port;
    volatile bool isUp;
    int held;
    int count;
    long answered;

    AlertStorm(MetricsServer target, MetricsServer receiver)
    {
        (this.target, this.receiver) = (target, receiver);
        target.Answer = http => MetricsServer.Of(string.Concat(conditions.Keys.Select(name => $"storm{{name=\"{name}\"}} 1\n")) + "storm_quiet 1\n")(http);
        receiver.Answer = ReceiveAsync;
    }

    /// <summary>What the receiver was told, with the key by which it knows a request that comes again.</summary>
    internal sealed record Told(string Alert, string Status, string Key);

    internal IReadOnlyCollection<Told> All => told;

    internal IReadOnlyCollection<string> Promised => promised;

    internal IEnumerable<string> Lost
    {
        get
        {
            var known = told.Select(each => (each.Alert, each.Status)).ToHashSet();
            return promised.Where(alert => !known.Contains((alert, "firing")) || !known.Contains((alert, "resolved")));
        }
    }

    /// <summary>A request is with the receiver, which has not answered.</summary>
    internal bool IsHeld => Volatile.Read(ref held) > 0;

    internal TimeSpan SinceAnswer => Stopwatch.GetElapsedTime(Volatile.Read(ref answered));

    /// <summary>The agent has taken something since it was started.</summary>
    internal bool IsUp => isUp;

    /// <summary>Ends when that happens next.</summary>
    internal Task NextAsync(StormStep step) => next.GetOrAdd(step, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal static async Task<AlertStorm> StartAsync()
    {
        var storm = new AlertStorm(await MetricsServer.StartAsync(), await MetricsServer.StartAsync());
        storm.workers = [.. Enumerable.Range(0, Posters).Select(storm.PostAsync), .. Enumerable.Range(0, Conditions).Select(storm.HoldAsync)];
        return storm;
    }

    internal string Configuration(TemporaryDirectory state)
    {
        // Over some seconds: on a busy machine a scrape fails, which ends no alert.
        var rules = state.Write("rules.yml", "groups: [{name: storm, rules: [{alert: Storm, expr: 'last_over_time(storm[5s])'}]}]");
        return $$"""
            rules: {shipped: false, files: ['{{rules}}'], evaluation_interval: 1s}
            collectors:
              node: {enabled: false}
              container: {enabled: false}
              self: {interval: 1s}
              scrape: {interval: 1s, targets: [{job: storm, url: '{{target.Address}}'}]}
            alerting:
              state_directory: {{state.Path}}
              route: {group_by: ['...'], group_wait: 0s, group_interval: 1s}
              receivers: [{name: team, webhook_configs: [{url: '{{receiver.Address}}'}]}]

            """;
    }

    /// <summary>Where the agent is now.</summary>
    internal void GoTo(AgentProcess agent) => (isUp, port) = (false, agent.Port);

    /// <summary>Begins nothing new; returns when all that had begun is handed over.</summary>
    internal async Task EndAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    public async ValueTask DisposeAsync()
    {
        await target.DisposeAsync();
        await receiver.DisposeAsync();
        stop.Dispose();
    }

    /// <summary>Alert after alert, each handed over until it is taken: that it fires, and a while later that it has ended.</summary>
    async Task PostAsync(int number)
    {
        var random = new Random(number);
        for (var cycle = 0; !stop.IsCancellationRequested; cycle++)
        {
            var name = $"api-{number}-{cycle}";
            await UntilAsync(http => PostAsync(http, name, ended: false), random);
            promised.Add(name);
            await Task.Delay(random.Next(300, 700));
            await UntilAsync(http => PostAsync(http, name, ended: true), random);
        }
    }

    /// <summary>Series after series of which a rule makes an alert, each until the agent shows that alert.</summary>
    async Task HoldAsync(int number)
    {
        var random = new Random(100 + number);
        for (var cycle = 0; !stop.IsCancellationRequested; cycle++)
        {
            var name = $"rule-{number}-{cycle}";
            conditions[name] = true;
            await UntilAsync(async http => (await http.GetStringAsync($"http://127.0.0.1:{port}/api/v2/alerts?filter=name=\"{name}\"")).Contains(name, StringComparison.Ordinal), random);
            promised.Add(name);
            await Task.Delay(random.Next(0, 1000));
            conditions.TryRemove(name, out _);
        }
    }

    static async Task UntilAsync(Func<HttpClient, Task<bool>> done, Random random)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var began = DateTime.UtcNow; DateTime.UtcNow - began < Patience;)
        {
            try
            {
                if (await done(http))
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // It was killed, or has not come up yet.
            }

            await Task.Delay(random.Next(10, 60));
        }

        throw new TimeoutException($"the agent did not take an alert within {Patience.TotalMinutes} min");
    }

    async Task<bool> PostAsync(HttpClient http, string name, bool ended)
    {
        var end = ended ? $",\"endsAt\":\"{DateTimeOffset.UtcNow:O}\"" : "";
        using var body = new StringContent($$"""[{"labels": {"alertname": "Posted", "name": "{{name}}" } {{end}} }]""", Encoding.UTF8, "application/json");
        Stepped(StormStep.HandedOver);
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/api/v2/alerts"), body);
        isUp |= answer.IsSuccessStatusCode;
        return answer.IsSuccessStatusCode;
    }

    void Stepped(StormStep step)
    {
        if (step == StormStep.Answered)
            Volatile.Write(ref answered, Stopwatch.GetTimestamp());
        if (next.TryRemove(step, out var waiting))
            waiting.TrySetResult();
    }

    async Task ReceiveAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var number = Interlocked.Increment(ref count);
        Interlocked.Increment(ref held);
        Stepped(StormStep.Received);
        await Task.Delay(number * 7 % 40);
        if (number % 20 == 0)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else
        {
            foreach (var alert in body.RootElement.GetProperty("alerts").EnumerateArray())
                told.Enqueue(new(alert.GetProperty("labels").GetProperty("name").GetString()!, alert.GetProperty("status").GetString()!, http.Request.Headers["Idempotency-Key"]!));
        }

        await http.Response.CompleteAsync();
        Interlocked.Decrement(ref held);
        Stepped(StormStep.Answered);
    }
}

/// <summary>What has just happened in an <see cref="AlertStorm"/>.</summary>
internal enum StormStep
{
    HandedOver,
    Received,
    Answered,
}
