using System.Text;
using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration.Alerting;

/// <summary>The agent beside Debian's Alertmanager: it is told of alerts, and <c>amtool</c> talks to both.</summary>
public sealed class AlertmanagerTests
{
    const string Quiet = "collectors: {node: {enabled: false}, container: {enabled: false}}\n";

    [Test]
    public async Task An_alertmanager_is_told_groups_and_hears_of_the_end()
    {
        await using var behind = await AlertReceiver.StartAsync(tls: false);
        await using var alertmanager = await Alertmanager.StartAsync(behind.Address);
        await using var agent = await AgentProcess.StartAsync(Quiet + $$"""
            alerting:
              receivers:
              - name: cluster
                alertmanager_configs:
                - urls: ['{{alertmanager.Address}}', 'http://127.0.0.1:{{FreePort.Next()}}']
            """);
        await HandOverAsync(agent, Alert("Disk", "a"), Alert("Disk", "b"));
        var told = await WaitAsync(behind, request => Count(request, "firing") == 2);
        Assert.That(told.GetProperty("groupKey").GetString(), Is.EqualTo("{}:{alertname=\"Disk\"}"));
        var known = await alertmanager.AlertsAsync();
        Assert.That(known, Has.Count.EqualTo(2));
        foreach (var alert in known)
            Assert.That(alert.GetProperty("endsAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, Is.GreaterThan(TimeSpan.FromMinutes(2)), "it fires until the agent is not heard of any more");
        Assert.That((await Alertmanager.AmtoolAsync(alertmanager.Address, "alert", "query", "instance=b", "-o", "simple")).Output, Does.Contain("Disk").And.Contain("it is full"));

        await HandOverAsync(agent, Alert("Disk", "b", ended: true));
        await WaitAsync(behind, request => Count(request, "resolved") == 1);
        var metrics = await agent.GetAsync("metrics/self");
        Assert.That(metrics, Does.Match("""agent_notifications_total\{receiver="cluster",integration="alertmanager"\} [2-9]"""));
        Assert.That(metrics, Does.Match("""agent_notifications_failed_total\{receiver="cluster",integration="alertmanager",reason="connection"\} [1-9]"""));
    }

    [Test]
    public async Task Amtool_and_the_agents_own_command_silence_its_alerts()
    {
        await using var receiver = await AlertReceiver.StartAsync(tls: false);
        await using var agent = await AgentProcess.StartAsync(Quiet + $$"""
            alerting:
              route: {group_by: [alertname], group_wait: 100ms, group_interval: 1s}
              receivers: [{name: team, webhook_configs: [{url: '{{receiver.Address}}'}]}]
              silences: [{matchers: [alertname="Planned"], comment: planned}]
            """);
        var url = $"http://127.0.0.1:{agent.Port}";
        var added = await AgentProcess.RunAsync("silence", "add", "alertname=Disk", "instance=~a|b", "--duration", "1h", "--comment", "a new disk", "--author", "me", "--url", url);
        Assert.That(added.ExitCode, Is.Zero, added.Error);
        var id = added.Output.Trim();
        Assert.That(id, Has.Length.EqualTo(36));
        Assert.That((await Alertmanager.AmtoolAsync(new(url), "silence", "query", "alertname=Disk")).Output, Does.Contain(id).And.Contain("a new disk"));

        await HandOverAsync(agent, Alert("Disk", "a"), Alert("Planned", "a"), Alert("Down", "a"));
        await WaitAsync(receiver, request => Names(request).Contains("Down"));
        Assert.That((await Alertmanager.AmtoolAsync(new(url), "alert", "query", "--silenced", "-o", "simple")).Output, Does.Contain("Disk").And.Contain("Planned").And.Not.Contain("Down"));
        var list = await AgentProcess.RunAsync("silence", "list", "--url", url);
        Assert.That(list.Output, Does.Match(@"ID +STATE +UNTIL +MATCHERS +BY +COMMENT\n").And.Contain("alertname=\"Disk\" instance=~\"a|b\"").And.Contain("file-0"));

        Assert.That((await Alertmanager.AmtoolAsync(new(url), "silence", "expire", id)).ExitCode, Is.Zero);
        await WaitAsync(receiver, request => Names(request).Contains("Disk"));
        Assert.That(receiver.Requests.SelectMany(request => Names(JsonSerializer.Deserialize<JsonElement>(request.Body))), Does.Not.Contain("Planned"));

        var again = await AgentProcess.RunAsync("silence", "expire", id, "--url", url);
        Assert.That((again.ExitCode, again.Error), Is.EqualTo((1, $"metrics-agent: 127.0.0.1:{agent.Port} answered 500: \"that silence has expired already\"\n")));
        var byAmtool = await Alertmanager.AmtoolAsync(new(url), "silence", "add", "alertname=Down", "--comment=x", "--author=y");
        Assert.That(byAmtool.ExitCode, Is.Zero, byAmtool.Error);
        Assert.That((await AgentProcess.RunAsync("silence", "list", "--output", "json", "--url", url)).Output, Does.Contain(byAmtool.Output.Trim()));
    }

    [Test]
    public async Task What_is_no_silence_and_no_alert_is_refused_with_the_reason()
    {
        await using var agent = await AgentProcess.StartAsync(Quiet);
        await Check("silences", "text/plain", "{}", 415, "the body must be application/json");
        await Check("silences", "application/json", "{", 400, "the body must be a silence");
        await Check("silences", "application/json", Silence("""{"name":"a","value":"b","isRegex":false}""", "2020-01-01T00:00:00Z"), 400, "endsAt must not be in the past");
        await Check("silences", "application/json", Silence("""{"name":"a","value":"(","isRegex":true}""", "2099-01-01T00:00:00Z"), 400, "a regular expression that can be read (insufficient closing parentheses)");
        await Check("silences", "application/json", Silence("""{"name":"a","value":".*","isRegex":true}""", "2099-01-01T00:00:00Z"), 400, "must not match the empty value");
        await Check("alerts", "application/json", "[{\"labels\":{}}]", 400, "an alert needs at least one label");
        await Check("alerts", "application/json", "[{\"labels\":{\"a\":\"b\"},\"startsAt\":\"soon\"}]", 400, "startsAt must be a time");
        await Check("alerts", "application/json", $"[\"{new string('x', 2 << 20)}\"]", 413, "longer than");
        await Check("nothing", "application/json", "{}", 405, "is not allowed here");

        async Task Check(string path, string type, string body, int status, string problem)
        {
            using var content = new StringContent(body, Encoding.UTF8, type);
            using var answer = await agent.Http.PostAsync(new Uri($"api/v2/{path}", UriKind.Relative), content);
            Assert.That((int)answer.StatusCode, Is.EqualTo(status), path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(problem));
        }

        static string Silence(string matcher, string until) =>
            $$"""{"matchers":[{{matcher}}],"startsAt":"2019-01-01T00:00:00Z","endsAt":"{{until}}","createdBy":"me","comment":"c"}""";
    }

    [Test]
    public async Task A_receiver_is_tried_out_with_what_it_answers()
    {
        await using var receiver = await AlertReceiver.StartAsync(tls: false);
        using var directory = new TemporaryDirectory("alert-test");
        var config = directory.Write("agent.yaml", $"alerting: {{receivers: [{{name: team, slack_configs: [{{api_url: '{receiver.Address}'}}], webhook_configs: [{{url: '{receiver.Address}'}}]}}]}}");
        var taken = await AgentProcess.RunAsync("alert", "test", "team", "--config", config);
        Assert.That(taken.Output, Is.EqualTo("""
            team/slack[0]: firing taken, 200 OK: ok
            team/slack[0]: resolved taken, 200 OK: ok
            team/webhook[0]: firing taken, 200 OK: ok
            team/webhook[0]: resolved taken, 200 OK: ok

            """));
        Assert.That(taken.ExitCode, Is.Zero);
        receiver.Answer(403, 500);
        receiver.Body = "action_prohibited";
        var refused = await AgentProcess.RunAsync("alert", "test", "team", "--config", config);
        Assert.That((refused.ExitCode, refused.Output), Is.EqualTo((1, "team/slack[0]: firing not taken, 403 Forbidden: action_prohibited\nteam/webhook[0]: firing not taken, 500 Internal Server Error: action_prohibited\n")));
        var unknown = await AgentProcess.RunAsync("alert", "test", "teem", "--config", config);
        Assert.That((unknown.ExitCode, unknown.Error), Is.EqualTo((2, "metrics-agent: no receiver is called 'teem' (there are: team)\n")));
        var nobody = await AgentProcess.RunAsync("alert", "test", "nobody", "--config", directory.Write("empty.yaml", "alerting: {receivers: [{name: nobody}]}"));
        Assert.That((nobody.ExitCode, nobody.Output, nobody.Error), Is.EqualTo((1, "", "metrics-agent: the receiver 'nobody' tells nobody: it has no slack_configs, email_configs or any other\n")));
    }

    internal static async Task HandOverAsync(AgentProcess agent, params string[] alerts)
    {
        using var body = new StringContent($"[{string.Join(',', alerts)}]", Encoding.UTF8, "application/json");
        using var answer = await agent.Http.PostAsync(new Uri("api/v2/alerts", UriKind.Relative), body);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    static string Alert(string name, string instance, bool ended = false)
    {
        var end = ended ? $",\"endsAt\":\"{DateTimeOffset.UtcNow:O}\"" : "";
        return $$"""{"labels": {"alertname": "{{name}}", "instance": "{{instance}}" }, "annotations": {"summary": "it is full"} {{end}} }""";
    }

    static async Task<JsonElement> WaitAsync(AlertReceiver receiver, Predicate<JsonElement> wanted)
    {
        for (var waited = 0; waited < 600; waited++)
        {
            foreach (var request in receiver.Requests.Select(request => JsonSerializer.Deserialize<JsonElement>(request.Body)))
            {
                if (wanted(request))
                    return request;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"only told: {string.Join('\n', receiver.Requests.Select(request => request.Body))}");
    }

    static int Count(JsonElement told, string status) => told.GetProperty("alerts").EnumerateArray().Count(alert => alert.GetProperty("status").GetString() == status);

    static IEnumerable<string> Names(JsonElement told) => told.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!);
}
