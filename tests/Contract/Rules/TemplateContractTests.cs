using System.Globalization;
using System.Text;
using System.Text.Json;
using MetricsAgent.Rules.Templates;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit.Core.Rules.Templates;

namespace MetricsAgent.Tests.Contract.Rules;

/// <summary>Our expansion of every template beside that of the real promtool, which expands annotations when it tests rules.</summary>
public sealed class TemplateContractTests
{
    const string Series = """
        evaluation_interval: 1m
        rule_files: [rules.yml]
        tests:
          - interval: 1m
            external_labels: {site: here}
            input_series:
              - {series: 'v{instance="web-1.example.org:9100",job="node",path="/a b&c"}', values: '1234567.891'}
              - {series: 'q{name="a",rank="2"}', values: '1'}
              - {series: 'q{name="b",rank="1"}', values: '2.5'}
              - {series: 'q{name="c",rank="10"}', values: '-3'}
            alert_rule_test:

        """;

    [Test]
    public async Task What_we_expand_is_what_Prometheus_expands()
    {
        var expanded = TemplateCases.All.Select((template, i) => (Name: $"T{i}", template, Text: Expand(template))).Where(each => each.Text is not null).ToList();
        Assert.That(expanded, Has.Count.GreaterThan(80));
        var result = await RunAsync(expanded);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Error);
    }

    [Test]
    public async Task What_we_cannot_expand_neither_can_Prometheus()
    {
        var failing = TemplateCases.All.Select((template, i) => (Name: $"T{i}", template, Text: Expand(template))).Where(each => each.Text is null).ToList();
        Assert.That(failing, Has.Count.GreaterThan(8));
        var result = await RunAsync([.. failing.Select(each => each with { Text = "?" })]);
        foreach (var (name, template, _) in failing)
            Assert.That(result.Output + result.Error, Does.Contain($"<error expanding template: error executing template __alert_{name}:"), template);
    }

    [Test]
    public async Task What_we_do_not_load_because_it_would_always_fail_does_so_in_Prometheus()
    {
        var failing = TemplateCases.BrokenLater.Select((template, i) => (Name: $"L{i}", template, Text: (string?)"?")).ToList();
        var result = await RunAsync(failing);
        foreach (var (name, template, _) in failing)
            Assert.That(result.Output + result.Error, Does.Contain($"<error expanding template: error executing template __alert_{name}:"), template);
    }

    [Test]
    public async Task What_we_do_not_load_Prometheus_does_not_load()
    {
        using var directory = new TemporaryDirectory("templates");
        var rules = Rules(TemplateCases.Broken.Select((template, i) => ($"B{i}", template)));
        var result = await Promtool.CheckRulesAsync(directory.Write("rules.yml", rules));
        for (var i = 0; i < TemplateCases.Broken.Length; i++)
            Assert.That(result.Output + result.Error, Does.Contain($"\"B{i}\""), TemplateCases.Broken[i]);
    }

    static async Task<CommandResult> RunAsync(List<(string Name, string Template, string? Text)> cases)
    {
        using var directory = new TemporaryDirectory("templates");
        directory.Write("rules.yml", Rules(cases.Select(each => (each.Name, each.Template))));
        var test = new StringBuilder(Series);
        foreach (var (name, _, text) in cases)
        {
            test.Append(CultureInfo.InvariantCulture, $$$"""
                      - alertname: {{{name}}}
                        eval_time: 0m
                        exp_alerts:
                          - exp_labels: {instance: "web-1.example.org:9100", job: node, path: "/a b&c"}
                            exp_annotations: {text: {{{JsonSerializer.Serialize(text)}}}}

                """);
        }

        return await Promtool.TestRulesAsync(directory.Write("test.yml", test.ToString()));
    }

    static string Rules(IEnumerable<(string Name, string Template)> rules) => "groups:\n  - name: a\n    rules:\n" + string.Concat(rules.Select(rule =>
        $"      - {{alert: {rule.Name}, expr: v + 0, annotations: {{text: {JsonSerializer.Serialize(rule.Template)}}}}}\n"));

    static string? Expand(string template)
    {
        try
        {
            return Template.Parse(template).Expand(TemplateCases.Context);
        }
        catch (TemplateException)
        {
            return null;
        }
    }
}
