using MetricsAgent.Rules;
using MetricsAgent.Rules.Lint;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Rules;

/// <summary>The rules that users wrote into their guides: they load as they are, but for those that never fire.</summary>
public sealed class GuideRulesTests
{
    static readonly string Folder = Path.Join(Source.Root, "tests", "fixtures", "rules", "guides");

    [Test]
    public void Every_rule_loads_or_is_refused_with_the_reason_why_it_never_fires()
    {
        Check("commerce.yml", 3);
        Check("platform.yml", 5);
        const string Reason = "this can never fire: histogram_quantile needs buckets, and api_request_latency_seconds has no label le; "
            + "they are in api_request_latency_seconds_bucket, as a rate: rate(api_request_latency_seconds_bucket[5m])";
        Check("migration.yml", 8, $":15:40: {Reason}", $":50:40: {Reason}");

        static void Check(string file, int count, params string[] want)
        {
            var path = Path.Join(Folder, file);
            var rules = RuleSet.Load([path]);
            Assert.That(rules.Errors, Is.Empty);
            Assert.That(rules.Rules.Count(), Is.EqualTo(count));
            Assert.That(RuleLint.Check(rules).Errors.Select(error => error.ToString()), Is.EqualTo(want.Select(error => path + error)));
        }
    }

    [Test]
    public async Task Those_that_are_refused_never_fire_in_Prometheus_and_the_others_do()
    {
        var path = Path.Join(Folder, "tests", "migration.yml");
        var theirs = await Promtool.TestRulesAsync(path);
        Assert.That(theirs.ExitCode, Is.Zero, theirs.Output + theirs.Error);
        var ours = RuleTestSet.Load(path);
        Assert.That(ours.Errors, Is.Empty);
        Assert.That(ours.Run(), Is.Empty);
    }
}
