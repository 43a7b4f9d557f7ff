using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

[TestFixture]
internal sealed class ProbePlanTests
{
    [TestCase("https://shop-{0}.example.com/health")]
    [TestCase("{0}")]
    [TestCase("{0}-shop")]
    public void Targets_that_are_named_alike_are_spread_over_the_whole_interval(string format)
    {
        var places = Enumerable.Range(1, 1000).Select(n => ProbePlan.Place(string.Format(null, format, n))).ToArray();
        Assert.That(places, Is.All.InRange(0.0, 1.0));
        foreach (var tenth in Enumerable.Range(0, 10))
            Assert.That(places.Count(place => (int)(place * 10) == tenth), Is.InRange(60, 140), $"{tenth}");
    }

    [TestCase("shop", 0.7394212050934308)]
    [TestCase("", 0.9367694484075781)]
    public void A_target_has_the_same_place_after_a_restart(string name, double place) =>
        Assert.That(ProbePlan.Place(name), Is.EqualTo(place).Within(1e-15));

    [Test]
    public void A_target_for_which_nothing_special_is_configured_takes_less_than_800_bytes()
    {
        const int Targets = 1000;
        var config = new AgentConfig();
        config.Collectors.Probe.Targets = [.. Enumerable.Range(0, Targets).Select(i => new ProbeTarget { Name = $"target{i}", Url = $"https://shop-{i}.example.com/health?full=1" })];
        var context = new CollectorContext(config, _ => null, TimeProvider.System, () => []);
        Assert.That(ProbePlan.Instances(context).ToArray(), Has.Length.EqualTo(Targets), "what is made once for all is there");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var instances = ProbePlan.Instances(context).ToArray();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(instances);
        Assert.That(bytes / Targets, Is.InRange(100, 800));
    }
}
