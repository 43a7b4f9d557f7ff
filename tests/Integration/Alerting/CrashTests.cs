using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration.Alerting;

/// <summary>What alerting promises when the agent is killed, and when its disk is full.</summary>
public sealed class CrashTests
{
    const int Kills = 20;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Test, CancelAfter(600_000)]
    public async Task Killed_at_random_moments_it_loses_no_alert_and_tells_none_twice_under_another_key(CancellationToken cancel)
    {
        await using var receiver = await AlertReceiver.StartAsync(tls: false);
        using var state = new TemporaryDirectory("alerting-state");
        var configuration = Configuration(state.Path, receiver.Address);
        var agent = await AgentProcess.StartAsync(configuration);
        var port = agent.Port;
        var acknowledged = new ConcurrentBag<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var storm = Enumerable.Range(0, 8).Select(number => StormAsync(number, () => Volatile.Read(ref port), acknowledged, stop.Token)).ToArray();
        var random = new Random(20261121);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(50, 1200), cancel);
            agent.Signal(UnixSignal.Kill);
            await agent.DisposeAsync();
            // What it says while it comes up, and not only while it serves, is cut off as well.
            agent = await AgentProcess.StartAsync(configuration);
            Volatile.Write(ref port, agent.Port);
        }

        await stop.CancelAsync();
        await Task.WhenAll(storm);
        await using (agent)
        {
            for (var waited = TimeSpan.Zero; waited < Patience && Missing(receiver, acknowledged).Any(); waited += TimeSpan.FromMilliseconds(200))
                await Task.Delay(200, cancel);
            Assert.That(agent.Log, Does.Not.Contain("damaged"));
        }

        Assert.That(acknowledged, Has.Count.GreaterThan(50), "a storm");
        Assert.That(Missing(receiver, acknowledged), Is.Empty, "lost");
        var told = Told(receiver);
        Assert.That(told.GroupBy(each => (each.Alert, each.Status)).Where(same => same.Select(each => each.Key).Distinct().Count() > 1).Select(same => same.Key), Is.Empty, "told again under another key");
        TestContext.Out.WriteLine($"{acknowledged.Count} alerts, {told.Count} requests, {told.Count - told.Distinct().Count()} of them repeated, {Kills} kills");
    }

    [Test]
    public async Task With_a_full_disk_it_goes_on_and_says_so()
    {
        await using var receiver = await AlertReceiver.StartAsync(tls: false);
        using var disk = new TemporaryDirectory("small-disk");
        await using var agent = await AgentProcess.StartWithinAsync(Namespaces.WithSmallDisk(disk), Configuration(disk.Path, receiver.Address));
        Assert.That(await agent.GetAsync("metrics/self"), Does.Contain("agent_alerting_state_kept 1\n"));
        for (var number = 0; number < 30; number++)
            await PostAsync(agent.Port, $"full-{number}", ended: false, new string('x', 10_000), default);
        for (var waited = 0; waited < 300 && Told(receiver).Count < 30; waited++)
            await Task.Delay(100);
        Assert.That(Told(receiver).Select(each => each.Alert).Distinct().Count(), Is.EqualTo(30));
        Assert.That(agent.Log, Does.Contain($"cannot write to {disk.Path}: No space left on device").And.Contain("alerting goes on in memory"));
        Assert.That(agent.Log.Split("alerting goes on in memory"), Has.Length.EqualTo(2), "once");
        // A scrape sees what is a second old.
        await Task.Delay(1500);
        Assert.That(await agent.GetAsync("metrics/self"), Does.Contain("agent_alerting_state_kept 0\n").And.Match("agent_alerting_journal_errors_total [1-9]"));
    }

    static string Configuration(string directory, Uri receiver) => $$"""
        collectors: {node: {enabled: false}, container: {enabled: false} }
        alerting:
          state_directory: {{directory}}
          route: {group_by: ['...'], group_wait: 0s, group_interval: 1s}
          receivers: [{name: team, webhook_configs: [{url: '{{receiver}}'}]}]

        """;

    /// <summary>Alert after alert, each handed over until it is taken: that it fires, and a while later that it has ended.</summary>
    static async Task StormAsync(int number, Func<int> port, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        var random = new Random(number);
        for (var cycle = 0; !stop.IsCancellationRequested; cycle++)
        {
            var name = $"storm-{number}-{cycle}";
            await InsistAsync(name, ended: false);
            acknowledged.Add(name);
            await Task.Delay(random.Next(300, 700), CancellationToken.None);
            await InsistAsync(name, ended: true);
        }

        async Task InsistAsync(string name, bool ended)
        {
            while (!await PostAsync(port(), name, ended, "", CancellationToken.None))
                await Task.Delay(20, CancellationToken.None);
        }
    }

    static async Task<bool> PostAsync(int port, string name, bool ended, string summary, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var end = ended ? $",\"endsAt\":\"{DateTimeOffset.UtcNow:O}\"" : "";
        var alert = $$"""{"labels": {"alertname": "{{name}}" }, "annotations": {"summary": "{{summary}}" } {{end}} }""";
        using var body = new StringContent($"[{alert}]", Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/api/v2/alerts"), body, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    static IEnumerable<string> Missing(AlertReceiver receiver, IEnumerable<string> alerts)
    {
        var told = Told(receiver).Select(each => (each.Alert, each.Status)).ToHashSet();
        return alerts.Where(alert => !told.Contains((alert, "firing")) || !told.Contains((alert, "resolved")));
    }

    static List<(string Alert, string Status, string Key)> Told(AlertReceiver receiver) =>
    [
        .. from request in receiver.Requests
           let body = JsonSerializer.Deserialize<JsonElement>(request.Body)
           from alert in body.GetProperty("alerts").EnumerateArray()
           select (alert.GetProperty("labels").GetProperty("alertname").GetString()!, alert.GetProperty("status").GetString()!, request.Headers["Idempotency-Key"]),
    ];
}
