using System.Text.Json;
using System.Xml.Linq;
using MetricsAgent.Commands.Check;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Agent.Commands.Check;

/// <summary>One report in all notations.</summary>
public sealed class CheckOutputTests
{
    static readonly CheckReport Empty = new([]);

    [Test]
    public void Who_has_looked_at_nothing_does_not_say_that_it_is_well()
    {
        Assert.That((Empty.State, CheckNagios.Render(Empty)), Is.EqualTo((CheckState.Unknown, "UNKNOWN: nothing was judged: there is no rule that alerts, and nothing that is watched\n")));
        Assert.That(new CheckReport([new("probe[a]", "up", "", "")]).State, Is.EqualTo(CheckState.Ok));
        Assert.That((Empty with { Alerts = [new("Quiet", CheckState.Ok, Labels.None)] }).State, Is.EqualTo(CheckState.Ok));
    }

    [Test]
    public void What_keeps_a_check_from_being_made_is_in_every_notation_for_programs()
    {
        var report = Empty with { Fault = "--timeout must be more than 0" };
        Assert.That(CheckNagios.Render(report), Is.EqualTo("UNKNOWN: --timeout must be more than 0\n"));
        var json = JsonDocument.Parse(CheckJson.Render(report)).RootElement;
        Assert.That((json.GetProperty("status").GetString(), json.GetProperty("summary").GetString()), Is.EqualTo(("unknown", "--timeout must be more than 0")));
        var suite = XDocument.Parse(CheckJunit.Render(report)).Root!.Element("testsuite")!;
        Assert.That((suite.Attribute("tests")!.Value, suite.Attribute("errors")!.Value, suite.Element("testcase")!.Element("error")!.Attribute("message")!.Value), Is.EqualTo(("1", "1", "--timeout must be more than 0")));
        Assert.That(CheckPrometheus.Render(report), Does.EndWith("agent_check_state 3\n"));
    }

    [Test]
    public void The_headline_names_the_worst()
    {
        var report = new CheckReport([new("postgres[hang]", "unknown", "", "no answer yet"), new("probe[api]", "DOWN", "", "refused")])
        {
            Alerts = [new("Warns", CheckState.Warning, Labels.None)],
        };
        Assert.That(CheckNagios.Render(report), Is.EqualTo("""
            CRITICAL: 1 of 2 checks down; 1 alert fires, of 1 name: probe[api] DOWN refused
            CRITICAL: probe[api] DOWN refused
            WARNING: Warns
            UNKNOWN: postgres[hang] unknown no answer yet

            """));
    }

    [Test]
    public void What_is_well_is_listed_where_it_is_asked_for()
    {
        var report = new CheckReport([new("probe[api]", "up", "", "")]) { Alerts = [new("Quiet", CheckState.Ok, Labels.None) { Value = 1, Target = "<= 2" }] };
        Assert.That(CheckNagios.Render(report), Is.EqualTo("OK: 1 check, nothing is down; 1 alert, it does not fire\n"));
        Assert.That(CheckNagios.Render(report with { IsVerbose = true }), Is.EqualTo("OK: 1 check, nothing is down; 1 alert, it does not fire\nOK: Quiet is 1, target <= 2\nOK: probe[api] up\n"));
        Assert.That(CheckText.Render(report), Does.Not.Contain("Quiet"));
        Assert.That(CheckText.Render(report with { IsVerbose = true }), Does.Match(@"(?m)^Quiet +OK +1 +<= 2"));
    }

    [Test]
    public void The_labels_of_a_series_are_written_once()
    {
        Check("up", [("__name__", "up"), ("job", "a")], "CRITICAL: 1 series out of range: up{job=\"a\"} is 5, target 1 | 'up{job:a}'=5;;1\n");
        Check("rate(x[5m])", [("cpu", "0")], "CRITICAL: 1 series out of range: {cpu=\"0\"} is 5, target 1 | '{cpu:0}'=5;;1\n");
        Check("sum(x)", [], "CRITICAL: 1 series out of range: sum(x) is 5, target 1 | 'sum(x)'=5;;1\n");

        static void Check(string expression, (string, string)[] labels, string first) =>
            Assert.That(CheckNagios.Render(Of(expression, 5, labels)), Does.StartWith(first));
    }

    [Test]
    public void A_measure_has_the_unit_that_its_name_says()
    {
        Check("node_time_seconds", "5s");
        Check("node_memory_MemFree_bytes{a=\"b\"}", "5B");
        Check("max by (a) (node_memory_MemFree_bytes)", "5B");
        Check("pg_commits_total", "5c");
        Check("node_cpu_seconds_total", "5c");
        Check("pg_connections_used_ratio", "5");
        Check("rate(node_cpu_seconds_total[5m])", "5");
        Check("count(node_time_seconds)", "5");
        Check("node_time_seconds * 1000", "5");
        Check("time()", "5");

        static void Check(string expression, string value) => Assert.That(CheckNagios.Render(Of(expression, 5)), Does.Contain($"'={value};;1\n"), expression);
    }

    [Test]
    public void A_junit_report_keeps_every_letter_that_XML_can_write()
    {
        var xml = CheckJunit.Render(new([new("probe[💥ü\u0001\ud83d]", "up", "", "")]));
        Assert.That(XDocument.Parse(xml).Descendants("testcase").Single().Attribute("name")!.Value, Is.EqualTo("probe[💥ü?\ufffd]"));
    }

    [Test]
    public void What_has_not_answered_is_not_up()
    {
        var text = CheckPrometheus.Render(new([new("a", "up", "", ""), new("b", "DOWN", "", ""), new("c", "unknown", "", "no answer yet")]));
        Assert.That(text, Does.Contain("agent_check_up{check=\"a\"} 1\nagent_check_up{check=\"b\"} 0\nagent_check_up{check=\"c\"} 0\n"));
    }

    [Test]
    public void An_agents_health_is_rows()
    {
        var rows = Read("""{"checks": {"a": {"status": "healthy"}, "b": {"status": "degraded", "reason": "starting"}, "c": {"status": "degraded", "reason": "slow"}, "d": {"status": "unhealthy", "reason": "refused"}}}""");
        Assert.That(rows, Is.EqualTo(new CheckRow[] { new("a", "up", "", ""), new("b", "unknown", "", "starting"), new("c", "partly", "", "slow"), new("d", "DOWN", "", "refused") }));
        foreach (var other in new[] { "{}", "[]", "1", "null", """{"checks": []}""", """{"checks": {"a": 1}}""", """{"checks": {"a": {}}}""", """{"checks": {"a": {"status": 1}}}""" })
            Assert.That(Read(other), Is.Null, other);

        static CheckRow[]? Read(string json) => CheckHealth.Read(JsonDocument.Parse(json).RootElement);
    }

    [Test]
    public void The_time_is_counted_from_the_start_of_the_process()
    {
        Check(passed: 0, left: 10);
        Check(passed: 2, left: 8);
        Check(passed: 9, left: 5);
        Check(passed: -3600, left: 10);

        static void Check(int passed, int left) =>
            Assert.That(CheckCommand.Left(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(passed)), Is.EqualTo(TimeSpan.FromSeconds(left)));
    }

    static CheckReport Of(string expression, double value, params (string, string)[] labels)
    {
        var (alert, measure) = new CheckExpression(PromqlParser.Parse(expression), null, NagiosRange.Parse("1")).Report(new(Labels.Of(labels), value));
        return Empty with { IsExpression = true, Alerts = [alert], Measures = [measure] };
    }
}
