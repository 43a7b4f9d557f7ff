using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>metrics-agent check</c> with rules: what it finds, how it says it, and when it gives up.</summary>
public sealed partial class CheckTests
{
    const string Rules = """
        groups:
          - name: own
            rules:
              - record: half
                expr: node_load1 * 0 + 0.5
              - alert: Warns
                expr: half > 0.4
                for: 1h
                labels: {severity: warning}
                annotations: {summary: "it's at {{ $value }} | of 1"}
              - alert: Warns
                expr: half > 0.9
                labels: {severity: critical}
              - alert: Quiet
                expr: half > 2
              - alert: Ahead
                expr: predict_linear(node_load1[1h], 3600) > 0
              - alert: Busy
                expr: sum(rate(node_cpu_seconds_total[5m])) > 0.01
                labels: {severity: critical}
        """;

    readonly TemporaryDirectory directory = new("check");
    string config = "";

    [OneTimeSetUp]
    public void Write() => config = directory.Write("agent.yaml", $"rules:\n  shipped: false\n  files: [{directory.Write("rules.yml", Rules)}]\n");

    [OneTimeTearDown]
    public void Remove() => directory.Dispose();

    [Test]
    public async Task Rules_are_judged_by_two_collections_and_for_is_not_waited_for()
    {
        var warned = await RunAsync("Warns", "Quiet", "Ahead");
        Assert.That(warned.ExitCode, Is.EqualTo(1), warned.Output + warned.Error);
        Assert.That(warned.Output, Does.StartWith("WARNING: 1 alert fires, of 3 names\n").And.Match(@"(?m)^Warns +WARNING +0\.5 +<= 0\.4 +it's at 0\.5 \| of 1$")
            .And.Match("(?m)^Ahead +- .*not judged").And.Not.Contain("Quiet ").And.Contain("Ranges of rules are cut").And.Contain("for is not waited for"));

        var rate = await RunAsync("Busy");
        Assert.That(rate.ExitCode, Is.EqualTo(2), rate.Output + rate.Error);
        Assert.That(rate.Output, Does.Match(@"(?m)^Busy +CRITICAL +[0-9.]+ +<= 0\.01"));
        var once = await RunAsync("Busy", "--sample", "0");
        Assert.That((once.ExitCode, once.Output), Is.EqualTo((0, "OK: 1 alert, it does not fire\n\nEverything was collected once: nothing has a rate.\n")));
    }

    [Test]
    public async Task A_nagios_line_follows_the_guidelines()
    {
        var run = await RunAsync("Warns", "Quiet", "--output", "nagios");
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        var lines = run.Output.Split('\n');
        Assert.That(lines[0], Does.Match(NagiosLine()));
        Assert.That(lines[0], Is.EqualTo("WARNING: 1 alert fires, of 2 names: Warns is 0.5, target <= 0.4: it's at 0.5 / of 1 | 'Warns'=0.5;~:0.4;~:0.9 'Quiet'=0.5;~:2"));
        Assert.That(lines[1], Is.EqualTo("WARNING: Warns is 0.5, target <= 0.4: it's at 0.5 / of 1"));

        var fine = await RunAsync("Quiet", "--output", "nagios");
        Assert.That((fine.ExitCode, fine.Output.Split('\n')[0]), Is.EqualTo((0, "OK: 1 alert, it does not fire | 'Quiet'=0.5;~:2")));
    }

    [Test]
    public async Task An_expression_is_judged_by_ranges_and_its_worst_series_decides()
    {
        await Check(["node_load1 * 0 + 0.8", "--warning", "0.7", "--critical", "0.9"], 1, "WARNING: 1 series out of range: node_load1 * 0 + 0.8 is 0.8, target 0.7 / 0.9 | ");
        await Check(["vector(0.95)", "--warning", "0.7", "--critical", "0.9"], 2, "CRITICAL: ");
        await Check(["0.1", "-w", "0.7", "-c", "0.9"], 0, "OK: 1 series, all in range | '0.1'=0.1;0.7;0.9");
        await Check(["5", "--critical", "@1:10"], 2, "CRITICAL: ");
        await Check(["half", "--warning", "0.1"], 1, "WARNING: 1 series out of range: half is 0.5, target 0.1 | 'half'=0.5;0.1");
        await Check(["nosuch_metric > 5", "--critical", "1"], 3, "UNKNOWN: nothing to judge: nosuch_metric > 5: no series");
        await Check(["0/0", "--critical", "1"], 3, "UNKNOWN: nothing to judge: 0 / 0 is NaN, target 1 | '0 / 0'=U;;1");
        await Check(["label_replace(vector(1), \"a\", \"b'c\", \"x\", \"\") or vector(3)", "--critical", "2"], 2, "CRITICAL: 1 of 2 series out of range: label_replace(vector(1)");
        await Check(["rate(node_cpu_seconds_total{mode=\"idle\",cpu=\"0\"}[5m])", "--critical", "-1:2"], 0, "OK: 1 series, all in range | '{cpu:0,mode:idle}'=");

        async Task Check(string[] arguments, int exitCode, string first)
        {
            var run = await RunAsync(["--output", "nagios", "--expr", .. arguments]);
            Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
            Assert.That(run.Output, Does.StartWith(first));
            Assert.That(run.Output.Split('\n')[0], Does.Match(NagiosLine()));
        }
    }

    [Test]
    public async Task Other_programs_can_read_it()
    {
        var json = JsonDocument.Parse((await RunAsync("Warns", "node.loadavg", "--output", "json")).Output).RootElement;
        Assert.That(json.GetProperty("status").GetString(), Is.EqualTo("warning"));
        Assert.That(json.GetProperty("checks")[0].GetProperty("check").GetString(), Is.EqualTo("node.loadavg"));
        var alert = json.GetProperty("alerts")[0];
        Assert.That((alert.GetProperty("alert").GetString(), alert.GetProperty("state").GetString(), alert.GetProperty("value").GetDouble()), Is.EqualTo(("Warns", "warning", 0.5)));

        var suite = XDocument.Parse((await RunAsync("Warns", "Quiet", "Ahead", "--output", "junit")).Output).Root!.Element("testsuite")!;
        Assert.That((suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value, suite.Attribute("skipped")!.Value), Is.EqualTo(("3", "1", "0", "1")));
        Assert.That(suite.Elements("testcase").First().Element("failure")!.Attribute("message")!.Value, Is.EqualTo("it's at 0.5 | of 1: 0.5, target <= 0.4"));

        var text = (await RunAsync("Warns", "node.loadavg", "--output", "prometheus")).Output;
        Assert.That(text, Does.Contain("ALERTS{alertname=\"Warns\",alertstate=\"firing\",severity=\"warning\"} 1\n").And.Contain("agent_check_value{check=\"Warns\"} 0.5\n")
            .And.Contain("agent_check_up{check=\"node.loadavg\"} 1\n").And.Contain("agent_check_state 1\n"));
        var checkedText = await Promtool.CheckMetricsAsync(text);
        Assert.That(checkedText.Error, Does.Not.Contain("error while linting").And.Not.Contain("parse"), checkedText.Output);
    }

    [Test]
    public async Task Whatever_hangs_the_check_ends_in_time_with_what_is_known()
    {
        using var silent = TalkServer.OverTcp(_ => Task.Delay(Timeout.Infinite));
        var file = directory.Write("hangs.yaml", $"""
            rules:
              shipped: false
              files: [{directory.File("rules.yml")}]
            collectors:
              postgres:
                timeout: 2s
                targets:
                  - dsn: postgresql://me@127.0.0.1:{silent.Port}/app
              probe:
                timeout: 50s
                interval: 60s
                targets:
                  - name: slow
                    url: http://127.0.0.1:{silent.Port}/
            """);
        await Check(["probe", "Quiet"], 3, "UNKNOWN: not everything answered within 4s; 1 check, nothing is down; 1 alert, it does not fire: probe[slow] unknown no answer yet | 'Quiet'=0.5;~:2\nUNKNOWN: probe[slow] unknown no answer yet\n");
        await Check(["probe", "Warns"], 1, "WARNING: not everything answered within 4s; ");
        await Check(["probe", "postgres"], 2, "CRITICAL: not everything answered within 4s; ");

        async Task Check(string[] names, int exitCode, string output)
        {
            var began = Stopwatch.GetTimestamp();
            var run = await AgentProcess.RunAsync(["check", .. names, "--timeout", "4s", "--config", file, "--output", "nagios"], null);
            Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
            Assert.That(run.Output, Does.StartWith(output));
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(40)), "and not the probe's 50");
        }
    }

    [Test]
    public async Task A_running_agent_is_asked_instead()
    {
        await using var agent = await AgentProcess.StartAsync($"rules:\n  shipped: false\n  evaluation_interval: 1s\n  files: [{directory.Write("now.yml", Rules.Replace("for: 1h", "for: 0s", StringComparison.Ordinal))}]\ncollectors:\n  probe:\n    targets:\n    - {{name: gone, url: 'http://127.0.0.1:{FreePort.Next()}/'}}\n");
        var url = $"http://127.0.0.1:{agent.Port}";
        var warned = new CommandResult(0, "", "");
        for (var i = 0; i < 30 && warned.ExitCode != 1; i++)
            warned = await AgentProcess.RunAsync("check", "--url", url, "Warns", "Quiet");
        Assert.That((warned.ExitCode, warned.Output), Is.EqualTo((1, "WARNING: 1 alert fires, of 2 names\n\nALERT  STATE    VALUE  TARGET  DETAIL\nWarns  WARNING  0.5    <= 0.4  it's at 0.5 | of 1\n")), warned.Error);
        await Check(2, @"\ACRITICAL: 1 down\n\nCHECK +STATE +TIME +DETAIL\nprobe\[gone\] +DOWN +refused\n\z", "probe[gone]");
        await Check(2, @"\ACRITICAL: 1 down; 1 alert fires, of 1 name\n", "probe", "Warns");
        await Check(2, @"\ACRITICAL: 1 down; \d alerts? fires?, of 4 names\n");
        await Check(3, @"\Ametrics-agent: .* has no alert and watches nothing that is called 'probe\[gon\]'; did you mean 'probe\[gone\]'\?\nmetrics-agent: .* 'nosuch'\n\z", "probe[gon]", "nosuch");
        var expression = await AgentProcess.RunAsync("check", "--url", url, "--expr", "half", "--critical", "0.1", "--output", "nagios");
        Assert.That((expression.ExitCode, expression.Output.Split('\n')[0]), Is.EqualTo((2, "CRITICAL: 1 series out of range: half is 0.5, target 0.1 | 'half'=0.5;;0.1")), expression.Error);
        var unknown = await AgentProcess.RunAsync("check", "--url", url, "Warn");
        Assert.That((unknown.ExitCode, unknown.Error), Is.EqualTo((3, $"metrics-agent: {url}/ has no alert and watches nothing that is called 'Warn'; did you mean 'Warns'?\n")));

        async Task Check(int exitCode, string output, params string[] names)
        {
            var run = await AgentProcess.RunAsync(["check", "--url", url, .. names]);
            Assert.That(run.Output + run.Error, Does.Match(output));
            Assert.That(run.ExitCode, Is.EqualTo(exitCode));
        }

        using var silent = TalkServer.OverTcp(_ => Task.Delay(Timeout.Infinite));
        var late = await AgentProcess.RunAsync("check", "--url", $"http://127.0.0.1:{silent.Port}", "--timeout", "1s");
        Assert.That((late.ExitCode, late.Output), Is.EqualTo((3, "UNKNOWN: not everything answered within 1s\n")), late.Error);
        var nobody = await AgentProcess.RunAsync("check", "--url", $"http://127.0.0.1:{FreePort.Next()}");
        Assert.That((nobody.ExitCode, nobody.Output), Is.EqualTo((3, "")), nobody.Error);
        var plugin = await AgentProcess.RunAsync("check", "--url", $"http://127.0.0.1:{FreePort.Next()}", "-o", "nagios");
        Assert.That((plugin.ExitCode, plugin.Output), Is.EqualTo((3, plugin.Error.Replace("metrics-agent", "UNKNOWN", StringComparison.Ordinal))));
        Assert.That(plugin.Output, Does.Match(@"\AUNKNOWN: http://127\.0\.0\.1:\d+/ cannot be asked: connection refused\n\z"));
    }

    [Test]
    public async Task What_is_wrong_with_the_command_line_or_the_rules_is_said()
    {
        await Check(3, "--warning and --critical need --expr", "--warning", "1");
        await Check(3, "--critical 'x' must be a range", "--expr", "up", "--critical", "x");
        await Check(3, "--expr: 1:4: parse error: ", "--expr", "up{");
        await Check(3, "--timeout 'soon' must be a duration", "--timeout", "soon");
        await Check(3, "--url 'x' is no URL", "--url", "x");
        await Check(3, "no collector and no alert is called 'Quit'. Did you mean 'Quiet'?", "Quit");
        await Check(3, "no collector and no alert is called 'nosuch'. See", "nosuch", "Quit");
        await Check(3, "'Quit'. Did you mean 'Quiet'?", "nosuch", "Quit");
        await Check(3, "--critical 'agent.yaml' must be a range [@]START:END such as 0.7, 10:, ~:10, 10:20 or @10:20; the configuration is --config", "-c", "agent.yaml");
        await Check(3, "--expr is judged instead of rules and collectors; 'postgres' would not be", "--expr", "up", "-w", "1", "postgres");

        foreach (var (arguments, line) in new (string[], string)[]
        {
            (["--expr", "foo bar", "-w", "1"], "UNKNOWN: --expr: 1:5: parse error: "),
            (["-w", "x", "--expr", "up"], "UNKNOWN: --warning 'x' must be a range"),
            (["--nosuch"], "UNKNOWN: Unrecognized option '--nosuch'."),
            (["nosuch", "Quit"], "UNKNOWN: no collector and no alert is called 'nosuch'. See 'metrics-agent collectors list'. (and 1 more)\n"),
        })
        {
            var run = await RunAsync([.. arguments, "-o", "nagios"]);
            Assert.That((run.ExitCode, run.Output.Count('\n')), Is.EqualTo((3, 1)), run.Output + run.Error);
            Assert.That(run.Output, Does.StartWith(line));
        }

        Assert.That((await AgentProcess.RunAsync("check", "-V")).Output, Is.EqualTo((await AgentProcess.RunAsync("version")).Output));

        var broken = directory.Write("broken.yaml", $"rules:\n  files: [{directory.Write("broken.yml", "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: sum(\n")}]\n");
        foreach (var (command, code) in new[] { (new[] { "check" }, 3), (["config", "validate"], 2) })
        {
            var run = await AgentProcess.RunAsync([.. command, "--config", broken]);
            Assert.That(run.ExitCode, Is.EqualTo(code), run.Output + run.Error);
            Assert.That(run.Error, Does.Contain("broken.yml:5:"));
            Assert.That(code == 2 || (await AgentProcess.RunAsync([.. command, "--config", broken, "-o", "nagios"])).Output.StartsWith("UNKNOWN: ", StringComparison.Ordinal));
        }

        async Task Check(int exitCode, string error, params string[] arguments)
        {
            var run = await RunAsync(arguments);
            Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
            Assert.That(run.Error, Does.Contain(error));
        }
    }

    [Test]
    public async Task The_shell_completes_names_of_alerts()
    {
        var words = await AgentProcess.RunAsync("[suggest:29]", "metrics-agent check PostgresD");
        Assert.That(words.Output.Split('\n'), Has.Some.EqualTo("PostgresDown"));
    }

    Task<CommandResult> RunAsync(params string[] arguments) => AgentProcess.RunAsync(["check", .. arguments, "--config", config], null);

    /// <summary>Text without a bar; then, after one, labels in quotes with a number or U and up to two ranges.</summary>
    [GeneratedRegex(@"\A(OK|WARNING|CRITICAL|UNKNOWN): [^|]*( \| '([^'=|]|'')+'=(U|-?[0-9.]+[sBc]?)(;@?[-0-9.~:]*){0,2}( '([^'=|]|'')+'=(U|-?[0-9.]+[sBc]?)(;@?[-0-9.~:]*){0,2})*)?\z")]
    private static partial Regex NagiosLine();
}
