using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.EndToEnd;

/// <summary>From a health URL that fails to everybody who has to know, and back.</summary>
public sealed class AlertTests
{
    [Test]
    public async Task A_probe_that_fails_is_an_alert_everywhere_until_the_target_recovers()
    {
        await using var target = await HealthServer.StartAsync();
        target.Status = 500;
        ConcurrentQueue<JsonElement> received = [];
        await using var receiver = await MetricsServer.StartAsync();
        receiver.Answer = async http =>
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            received.Enqueue(body.RootElement.Clone());
        };
        using var directory = new TemporaryDirectory("alert");
        var rules = directory.Write("rules.yml", """
            groups:
              - name: shop
                rules:
                  - alert: ShopDown
                    expr: probe_success{name="shop"} == 0
                    for: 0s
                    labels: {severity: critical}
                    annotations: {summary: '{{ $labels.name }} is down'}
            """);
        await using var agent = await AgentProcess.StartAsync($"""
            rules:
              shipped: false
              files: [{rules}]
              evaluation_interval: 1s
            collectors:
              probe:
                interval: 5s
                targets:
                  - name: shop
                    url: {target.Url}
            alerting:
              state_directory: {directory.Path}
              route: {"{"}group_wait: 0s, group_interval: 1s{"}"}
              receivers:
                - name: hook
                  webhook_configs:
                    - url: {receiver.Address}
            """);

        await UntilAsync(() => received.Any(message => Word(message, "status") == "firing"));
        var alert = received.First().GetProperty("alerts")[0];
        Assert.That((Word(alert.GetProperty("labels"), "alertname"), Word(alert.GetProperty("annotations"), "summary")), Is.EqualTo(("ShopDown", "shop is down")));
        var alerts = JsonDocument.Parse(await agent.GetAsync("api/v1/alerts")).RootElement.GetProperty("data").GetProperty("alerts");
        Assert.That(Word(alerts[0], "state"), Is.EqualTo("firing"));
        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var check = await AgentProcess.RunAsync("check", "ShopDown", "--config", agent.ConfigFile);
        Assert.That(check.ExitCode, Is.EqualTo(2), check.Output + check.Error);
        Assert.That(check.Output, Does.Match("(?m)^ShopDown +CRITICAL +0 +!= 0 +shop is down$"));
        var asked = await AgentProcess.RunAsync("check", "ShopDown", "--url", $"http://127.0.0.1:{agent.Port}");
        Assert.That(asked.ExitCode, Is.EqualTo(2), asked.Output + asked.Error);

        target.Status = 200;
        await UntilAsync(() => received.Any(message => Word(message, "status") == "resolved"));
        await UntilAsync(() => StatusAsync().Result == HttpStatusCode.OK);
        var fine = await AgentProcess.RunAsync("check", "ShopDown", "--config", agent.ConfigFile);
        Assert.That(fine.ExitCode, Is.Zero, fine.Output + fine.Error);

        async Task<HttpStatusCode> StatusAsync()
        {
            using var answer = await agent.Http.GetAsync(new Uri("health", UriKind.Relative));
            return answer.StatusCode;
        }

        async Task UntilAsync(Func<bool> condition)
        {
            for (var i = 0; i < 300 && !condition(); i++)
                await Task.Delay(100);
            Assert.That(condition(), Is.True, $"{string.Join('\n', received)}\n{agent.Log}");
        }
    }

    static string Word(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
