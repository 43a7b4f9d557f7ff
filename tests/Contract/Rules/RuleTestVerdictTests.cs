using System.Globalization;
using System.Text.RegularExpressions;
using MetricsAgent.Rules;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Rules;

/// <summary><c>rules test</c> beside <c>promtool test rules</c> on the shipped tests with something changed, so that many of them fail.</summary>
public sealed partial class RuleTestVerdictTests
{
    [Test, CancelAfter(240_000)]
    public async Task Both_have_the_same_verdict_whatever_is_changed(CancellationToken cancel)
    {
        var random = new Random(20260608);
        using var directory = new TemporaryDirectory("verdicts");
        Directory.CreateDirectory(Path.Join(directory.Path, "tests"));
        foreach (var file in ShippedRules.Files)
            directory.Write(Path.GetFileName(file), await File.ReadAllTextAsync(file, cancel));

        var (passed, failed) = (0, 0);
        foreach (var file in ShippedRules.Tests)
        {
            var text = await File.ReadAllTextAsync(file, cancel);
            for (var round = 0; round < 6; round++)
            {
                var path = directory.Write($"tests/{Path.GetFileName(file)}", Change(text, random));
                var theirs = await Promtool.TestRulesAsync(path);
                var ours = RuleTestSet.Load(path);
                Assert.That(ours.Errors, Is.Empty, path);
                var failures = ours.Run().ToList();
                Assert.That(failures.Count == 0, Is.EqualTo(theirs.ExitCode == 0), $"{theirs.Output}{theirs.Error}\nours: {string.Join('\n', failures)}");
                if (failures.Count == 0)
                    passed++;
                else
                    failed++;
            }
        }

        Assert.That(passed, Is.GreaterThan(5));
        Assert.That(failed, Is.GreaterThan(5));
    }

    [Test]
    public async Task Both_test_expressions_alike()
    {
        await Check("sum(a)", "{}", "6", true);
        await Check("a * 2", "{x=\"1\"}", "2", false);
        await Check("a{x=\"2\"}", "a{x=\"2\"}", "5", true);
        await Check("1 + 1", "{}", "2", true);
        await Check("a{x=\"2\"} > 10", "a", "1", false);
        await Check("recorded", "recorded{job=\"j\"}", "12", true);

        static async Task Check(string expr, string labels, string value, bool passes)
        {
            using var directory = new TemporaryDirectory("expressions");
            directory.Write("r.yml", "groups: [{name: g, rules: [{record: recorded, expr: sum(a) * 2, labels: {job: j}}]}]");
            var path = directory.Write("t.yml", $$$"""
                rule_files: [r.yml]
                tests:
                  - input_series: [{series: 'a{x="1"}', values: '1+0x3 _ stale'}, {series: 'a{x="2"}', values: '5x10'}]
                    promql_expr_test: [{expr: '{{{expr}}}', eval_time: 2m, exp_samples: [{labels: '{{{labels}}}', value: {{{value}}}}]}]
                """);
            var theirs = await Promtool.TestRulesAsync(path);
            var ours = RuleTestSet.Load(path);
            Assert.That(ours.Errors, Is.Empty);
            Assert.That(theirs.ExitCode == 0, Is.EqualTo(passes), expr + theirs.Output + theirs.Error);
            Assert.That(!ours.Run().Any(), Is.EqualTo(passes), expr);
        }
    }

    /// <summary>One or two of: another time, another value of a series, another interval, another text.</summary>
    static string Change(string text, Random random)
    {
        for (var count = random.Next(1, 3); count > 0; count--)
        {
            var (pattern, replace) = random.Next(4) switch
            {
                0 => (Time(), (Func<string, string>)(time => string.Create(CultureInfo.InvariantCulture, $"eval_time: {random.Next(1, 60)}m"))),
                1 => (Value(), value => string.Create(CultureInfo.InvariantCulture, $"values: '{random.Next(0, 3)}{value["values: '".Length..]}")),
                2 => (Interval(), _ => "    interval: 29s"),
                _ => (Severity(), severity => severity.EndsWith("warning", StringComparison.Ordinal) ? "severity: critical" : "severity: warning"),
            };
            var places = pattern.Matches(text);
            var chosen = places[random.Next(places.Count)];
            text = text[..chosen.Index] + replace(chosen.Value) + text[(chosen.Index + chosen.Length)..];
        }

        return text;
    }

    [GeneratedRegex("eval_time: [0-9]+m")]
    private static partial Regex Time();

    [GeneratedRegex("values: '[0-9]")]
    private static partial Regex Value();

    [GeneratedRegex("    interval: 1m")]
    private static partial Regex Interval();

    [GeneratedRegex("severity: (warning|critical)")]
    private static partial Regex Severity();
}
