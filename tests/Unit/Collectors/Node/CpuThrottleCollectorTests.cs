using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class CpuThrottleCollectorTests
{
    [Test]
    public void Sibling_threads_count_once() => Assert.That(Emitted.By(new CpuThrottleCollector(FixtureTree.Files("server"))), Is.EquivalentTo(new[]
    {
        """node_cpu_core_throttles_total{package="0",core="0"} 7""",
        """node_cpu_core_throttles_total{package="1",core="0"} 8""",
        """node_cpu_package_throttles_total{package="0"} 90""",
        """node_cpu_package_throttles_total{package="1"} 91""",
    }));

    [Test]
    public void Hardware_without_such_counters_is_no_fault() =>
        Assert.That(Emitted.By(new CpuThrottleCollector(FixtureTree.Files("vm"))), Is.Empty);
}
