using MetricsAgent.Collectors;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Lint;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Rules;

/// <summary>What holds for every rule that ships, read from the files: a new one is checked without a new test.</summary>
public sealed class ShippedRulesTests
{
    static readonly string[] Severities = ["warning", "critical"];

    /// <summary>Only the application exposes these: Prometheus' client libraries and OpenTelemetry name them so.</summary>
    static readonly string[] OfApplications =
    [
        "http_requests_total", "http_request_duration_seconds_count", "http_request_duration_seconds_bucket",
        "http_server_request_duration_seconds_count", "http_server_request_duration_seconds_bucket",
        "http_server_requests_seconds_count", "http_server_requests_seconds_bucket",
        "api_requests_total", "api_request_errors_total", "api_request_duration_seconds_bucket",
    ];

    [Test]
    public async Task Prometheus_takes_all_of_them()
    {
        Assert.That(ShippedRules.Files, Has.Count.EqualTo(6));
        await DemandAsync(Promtool.CheckRulesAsync(ShippedRules.Files));
        await DemandAsync(Promtool.RunStableAsync(["check", "rules", .. ShippedRules.Files]));
    }

    [Test]
    public async Task Prometheus_passes_their_tests()
    {
        Assert.That(ShippedRules.Tests, Has.Count.EqualTo(6));
        await DemandAsync(Promtool.TestRulesAsync(ShippedRules.Tests));
        await DemandAsync(Promtool.RunStableAsync(["test", "rules", .. ShippedRules.Tests]));
    }

    [Test]
    public void The_agent_passes_their_tests()
    {
        foreach (var path in ShippedRules.Tests)
        {
            var tests = RuleTestSet.Load(path);
            Assert.That(tests.Errors, Is.Empty);
            Assert.That(tests.Count, Is.Positive, path);
            Assert.That(tests.Run(), Is.Empty, path);
        }
    }

    [Test]
    public void The_program_has_what_the_folder_has() =>
        Assert.That(MetricsAgent.Rules.ShippedRules.Load().Rules.Select(rule => rule.Config.Expr.Text), Is.EqualTo(ShippedRules.Rules.Select(rule => rule.Expr.Text)));

    [Test]
    public void Nothing_is_wrong_with_them_and_only_the_applications_own_names_are_unknown()
    {
        var rules = RuleSet.Load(ShippedRules.Files);
        Assert.That(rules.Errors, Is.Empty);
        var (errors, warnings) = RuleLint.Check(rules);
        Assert.That(errors, Is.Empty);
        Assert.That(warnings.Where(warning => !warning.File.EndsWith("application.yml", StringComparison.Ordinal) || !OfApplications.Any(warning.Message.Contains)), Is.Empty);
    }

    [Test]
    public void Every_metric_that_they_name_is_in_the_catalogue()
    {
        HashSet<string> known = [.. OfApplications, .. ShippedRules.Rules.Where(rule => !rule.IsAlert).Select(rule => rule.Name.Text)];
        var names = ShippedRules.Rules.SelectMany(rule => Selectors.Of(PromqlParser.Parse(rule.Expr.Text))).SelectMany(selector => selector.Matchers)
            .Where(matcher => matcher.Name == Labels.MetricName).Select(matcher => matcher.Value).Distinct().ToList();
        Assert.That(names, Has.Count.GreaterThan(50));
        Assert.That(names.Where(name => !known.Contains(name) && !IsExposed(name)), Is.Empty);

        static bool IsExposed(string name) => Catalogue.All.Any(entry =>
            entry.Families.Any(family => family.SampleNames.Contains(name)) || entry.Families.Patterns.Any(pattern => pattern.Covers(name)));
    }

    [Test]
    public void Every_alert_says_what_is_wrong_how_bad_it_is_and_where_to_read_on()
    {
        var runbook = Source.Read("config/rules/RUNBOOK.md");
        foreach (var alert in ShippedRules.Alerts)
        {
            Assert.That(alert.Labels["severity"].Text, Is.AnyOf(Severities), alert.Name.Text);
            Assert.That(alert.Annotations.Keys, Is.EqualTo(["summary", "description", "runbook_url"]), alert.Name.Text);
            Assert.That(alert.Annotations["runbook_url"].Text, Is.EqualTo($"RUNBOOK.md#{alert.Name.Text.ToLowerInvariant()}"));
            Assert.That(runbook, Does.Contain($"\n### {alert.Name}\n"));
        }
    }

    [Test]
    public void The_runbook_has_a_command_for_every_alert_and_no_link_that_leads_nowhere()
    {
        var sections = Source.Read("config/rules/RUNBOOK.md").Split("\n### ")[1..];
        var names = sections.Select(section => section.Split('\n')[0]).ToList();
        Assert.That(names, Is.EquivalentTo(ShippedRules.Alerts.Select(alert => alert.Name.Text).Distinct()));
        Assert.That(sections.Where(section => !section.Contains("```", StringComparison.Ordinal)), Is.Empty);
        var links = sections.SelectMany(section => section.Split("](#")[1..]).Select(link => link[..link.IndexOf(')', StringComparison.Ordinal)]);
        Assert.That(links.Except(names.Select(name => name.ToLowerInvariant())), Is.Empty);
    }

    [Test]
    public void Every_alert_has_a_test_that_makes_it_fire_and_one_that_keeps_it_quiet()
    {
        var tests = ShippedRules.AlertTests.ToList();
        foreach (var alert in ShippedRules.Alerts)
        {
            var ofIt = tests.Where(test => test.AlertName.Text == alert.Name.Text).ToList();
            Assert.That(ofIt.Any(test => test.Expected.Count == 0), alert.Name.Text);
            Assert.That(ofIt.Any(test => test.Expected.Any(expected => expected.Labels["severity"] == alert.Labels["severity"].Text)), $"{alert.Name} {alert.Labels["severity"]}");
        }
    }

    [Test]
    public void Where_there_are_two_severities_the_lower_one_is_seen_alone_first()
    {
        var tests = ShippedRules.AlertTests.ToList();
        foreach (var name in ShippedRules.Alerts.GroupBy(alert => alert.Name.Text).Where(group => group.Count() > 1).Select(group => group.Key))
            Assert.That(tests.Any(test => test.AlertName.Text == name && test.Expected is [{ Labels: var labels }] && labels["severity"] == "warning"), name);
    }

    static async Task DemandAsync(Task<CommandResult> check)
    {
        var result = await check;
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Error);
    }
}
