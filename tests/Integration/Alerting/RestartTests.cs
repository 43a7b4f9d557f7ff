using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration.Alerting;

/// <summary>What rules say after a restart: neither again, nor for longer than it is true, nor never.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class RestartTests
{
    [Test]
    public async Task What_is_over_ends_with_the_first_look_and_what_waits_goes_on_to_wait()
    {
        await using var receiver = await AlertReceiver.StartAsync(tls: false);
        using var directory = new TemporaryDirectory("restart");
        var rules = directory.Write("rules.yml", """
            groups:
              - name: restart
                interval: 1s
                rules:
                  - {alert: Flag, expr: b_flag > 0}
                  - {alert: Dead, expr: absent(b_alive)}
                  - {alert: Slow, expr: b_slow > 0, for: 8s}
            """);
        directory.Write("b.prom", "b_flag 1\nb_slow 1\n");
        var configuration = $$"""
            collectors: {container: {enabled: false}, node: {interval: 1s, textfile: {directories: ['{{directory.Path}}']} } }
            rules: {shipped: false, files: ['{{rules}}'], evaluation_interval: 1s}
            alerting:
              state_directory: {{directory.Path}}
              route: {group_by: ['...'], group_wait: 0s, group_interval: 1s}
              receivers: [{name: team, webhook_configs: [{url: '{{receiver.Address}}'}]}]

            """;
        for (var start = 0; start < 4; start++)
        {
            await using (var agent = await AgentProcess.StartAsync(configuration))
            {
                await Task.Delay(5000);
                if (start > 0)
                    Assert.That(await agent.GetAsync("api/v1/alerts"), Does.Not.Contain("Flag").And.Not.Contain("Dead"), $"after {start} restarts");
                agent.Signal(start == 0 ? UnixSignal.Kill : UnixSignal.Term);
            }

            directory.Write("b.prom", "b_flag 0\nb_slow 1\nb_alive 1\n");
        }

        Assert.That(receiver.Requests[0].Body, Does.Match("\"generatorURL\":\"http://127.0.0.1:[0-9]+/graph\\?g0.expr="), "a link for people, without a setting");
        Assert.That(Told(receiver), Is.EquivalentTo(["Flag firing", "Dead firing", "Flag resolved", "Dead resolved", "Slow firing"]));
    }

    [Test]
    public async Task Two_agents_do_not_share_a_state_directory()
    {
        await using var receiver = await AlertReceiver.StartAsync(tls: false);
        using var directory = new TemporaryDirectory("shared");
        var configuration = $$"""
            collectors: {node: {enabled: false}, container: {enabled: false} }
            alerting: {state_directory: {{directory.Path}}, receivers: [{name: team, webhook_configs: [{url: '{{receiver.Address}}'}]}]}

            """;
        await using var first = await AgentProcess.StartAsync(configuration);
        var second = await AgentProcess.RunAsync("run", "--config", first.ConfigFile, "--listen", "127.0.0.1:0");
        Assert.That((second.ExitCode, second.Error), Is.EqualTo((1, $"metrics-agent: alerting.state_directory {directory.Path} is in use by another agent: stop that one, or give this one a directory of its own\n")));
    }

    static IEnumerable<string> Told(AlertReceiver receiver) =>
        from request in receiver.Requests
        from alert in JsonSerializer.Deserialize<JsonElement>(request.Body).GetProperty("alerts").EnumerateArray()
        select $"{alert.GetProperty("labels").GetProperty("alertname").GetString()} {alert.GetProperty("status").GetString()}";
}
