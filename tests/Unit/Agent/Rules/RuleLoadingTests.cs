using MetricsAgent.Config;
using MetricsAgent.Rules;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Agent.Rules;

internal sealed class RuleLoadingTests
{
    [Test]
    public void A_rule_of_ones_own_beside_the_shipped_one_of_its_name_is_warned_of_and_takes_its_place_where_that_is_disabled()
    {
        using var folder = new TemporaryDirectory("loading");
        var file = folder.Write("own.yml", "groups: [{name: own, rules: [{alert: NodeMemory, expr: node_load1 > 1}]}]");
        var both = RuleLoading.Load(new() { Files = [file] });
        Assert.That(both.Warnings.Select(warning => warning.ToString()),
            Is.EqualTo([$"{file}:1:38: warning: NodeMemory comes with the agent, too, and both are evaluated: rules.disable: [NodeMemory] leaves out the agent's"]));
        Assert.That(Groups(both), Has.Length.GreaterThan(1).And.Contains("own"));

        var mine = RuleLoading.Load(new() { Files = [file], Disable = ["NodeMemory"] });
        Assert.That(mine.Warnings, Is.Empty);
        Assert.That(Groups(mine), Is.EqualTo(["own"]));
        Assert.That(Groups(RuleLoading.Load(new() { Files = [file], Disable = ["NodeMemory"], Shipped = false })), Is.Empty);

        static string[] Groups(RuleSet rules) => [.. rules.Groups.Where(group => group.Rules.Any(rule => rule.Config.Name.Text == "NodeMemory")).Select(group => group.Config.Name.Text)];
    }

    [Test]
    public void What_looks_back_farther_than_is_remembered_is_warned_of_and_so_is_what_can_never_fire()
    {
        using var folder = new TemporaryDirectory("loading");
        var file = folder.Write("own.yml", "groups: [{name: own, rules: [{alert: A, expr: 'increase(x[1d]) > 1'}, {alert: B, expr: 'histogram_quantile(0.9, node_load1) > 1'}]}]");
        var rules = RuleLoading.Load(new() { Files = [file], Shipped = false, Retention = TimeSpan.FromMinutes(1) });
        Assert.That(rules.Errors, Is.Empty);
        Assert.That(rules.Warnings.Select(warning => warning.Message), Is.EqualTo(["warning: A looks back 1d, and rules.retention is 1m: it sees only so much"]));
        Assert.That(RuleLoading.NeverFiring(rules).Single().Message, Does.StartWith("warning: this can never fire: histogram_quantile needs buckets"));
    }

    [Test]
    public void References_to_the_runbook_get_an_address_that_leads_somewhere()
    {
        Check("", "http://127.0.0.1:9464/RUNBOOK.md#");
        Check("https://wiki.example.org/ops", "https://wiki.example.org/ops/RUNBOOK.md#");
        Assert.That(Runbook.Under("https://x", "{{ $labels.url }}"), Is.EqualTo("{{ $labels.url }}"));
        Assert.That(Runbook.Under("https://x/", "https://y/z"), Is.EqualTo("https://y/z"));

        static void Check(string address, string want)
        {
            var config = new AgentConfig();
            config.Rules.RunbookUrl = address;
            var urls = Runbook.Complete(ShippedRules.Load(), config).Rules.SelectMany(rule => rule.Annotations).Where(annotation => annotation.Name == "runbook_url").Select(annotation => annotation.Template.Text).ToList();
            Assert.That(urls, Is.Not.Empty.And.All.StartsWith(want));
            var page = Runbook.Render();
            Assert.That(urls.Where(url => !page.Contains($" id=\"{url[(url.IndexOf('#', StringComparison.Ordinal) + 1)..]}\"", StringComparison.Ordinal)), Is.Empty, "every anchor is there");
        }
    }
}
