using MetricsAgent.Tests.Contract;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>rules check|test|export</c> as users run them.</summary>
public sealed class RulesCommandTests
{
    static readonly string Guides = Path.Join(Source.Root, "tests", "fixtures", "rules", "guides");

    [Test]
    public async Task What_ships_is_checked_when_no_file_is_named()
    {
        var result = await AgentProcess.RunAsync(["rules", "check"], null);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.EndWith("of them alerts\n"));
    }

    [Test]
    public async Task Rules_that_can_never_fire_are_refused_with_their_place()
    {
        var result = await AgentProcess.RunAsync(["rules", "check", Guides], null);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("migration.yml:15:40: this can never fire: histogram_quantile needs buckets"));

        result = await AgentProcess.RunAsync(["rules", "check", "-"], null, "groups: [{name: g, rules: [{alert: A, expr: x => 1}]}]");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.StartWith("stdin:1:").And.EndWith("(for =>, PromQL has >=)\n"));
        result = await AgentProcess.RunAsync(["rules", "check", "/no/such.yml"], null);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, "/no/such.yml: no such file\n")));

        // It is no monitoring plugin, though its name is that of one.
        result = await AgentProcess.RunAsync(["rules", "check", "--nosuch"], null);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
    }

    [Test]
    public async Task Tests_of_rules_pass_and_fail()
    {
        var result = await AgentProcess.RunAsync(["rules", "test", Path.Join(Guides, "tests", "migration.yml")], null);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Error);
        Assert.That(result.Output, Does.EndWith("migration.yml: SUCCESS, 2 tests\n"));

        using var directory = new TemporaryDirectory("rules");
        directory.Write("r.yml", "groups: [{name: g, rules: [{alert: A, expr: x > 1}]}]");
        var test = directory.Write("t.yml", "rule_files: [r.yml]\ntests: [{input_series: [{series: x, values: 5x5}], alert_rule_test: [{alertname: A, eval_time: 2m, exp_alerts: []}]}]");
        result = await AgentProcess.RunAsync(["rules", "test", test], null);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Output, Does.Contain("t.yml: FAILED, 1 of 1 tests").And.Contain("alertname: A, time: 2m").And.Contain("Labels:{alertname=\"A\"}"));
    }

    [Test]
    public async Task What_is_exported_is_what_is_switched_on_and_Prometheus_takes_it()
    {
        using var directory = new TemporaryDirectory("rules");
        var config = directory.Write("agent.yaml", "collectors: {probe: {targets: [{name: shop, url: 'http://127.0.0.1:1/'}]}}");
        var result = await AgentProcess.RunAsync(["rules", "export", "--config", config, "--runbook-url", "https://docs.example.org"], null);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var own = directory.Write("own.yml", "groups: [{name: g, rules: [{alert: Flag, expr: b_flag > 0}]}]");
        var withFiles = directory.Write("files.yaml", $"collectors: {{node: {{textfile: {{directories: ['{directory.Path}']}}}}}}");
        var kept = await AgentProcess.RunAsync(["rules", "export", own, "--config", withFiles], null);
        Assert.That(kept.Output, Does.Contain("alert: \"Flag\"").And.Not.Contain("Left out"), "a text file may have what nobody knows");
        Assert.That(result.Output, Does.Contain("alert: \"ProbeDown\"").And.Contain("https://docs.example.org/RUNBOOK.md#probedown").And.Not.Contain("alert: \"PostgresDown\""));
        var checkedByPrometheus = await Promtool.CheckRulesAsync(directory.Write("rules.yml", result.Output));
        Assert.That(checkedByPrometheus.ExitCode, Is.Zero, checkedByPrometheus.Output + checkedByPrometheus.Error);
    }
}
