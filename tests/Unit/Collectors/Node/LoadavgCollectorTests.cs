using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class LoadavgCollectorTests
{
    [Test]
    public void The_three_averages_are_read() => Check("0.74 12 1.5 3/187 7656\n", "node_load1 0.74", "node_load15 1.5", "node_load5 12");

    [Test]
    public void Anything_else_is_malformed()
    {
        Check("", "missing malformed");
        Check("0.74 0.41", "missing malformed");
        Check("NaN 1 1 1/1 1\n", "missing malformed");
        Check("1 Infinity 1 1/1 1\n", "missing malformed");
        Check("1 1 -1 1/1 1\n", "missing malformed");
    }

    [Test]
    public void A_machine_without_the_file_says_so()
    {
        var collector = new LoadavgCollector(FixtureTree.Files("no-such-tree"));
        Assert.That(Emitted.By(collector), Is.EqualTo(new[] { "missing not_found" }));
    }

    static void Check(string loadavg, params string[] want) =>
        Assert.That(Emitted.By(samples => LoadavgCollector.Emit(samples, Encoding.UTF8.GetBytes(loadavg))), Is.EqualTo(want), loadavg);
}
