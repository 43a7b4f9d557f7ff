using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class SchedstatCollectorTests
{
    [Test]
    public void Times_are_in_seconds() => Check(
        "version 17\ntimestamp 5\ncpu1 0 0 1 2 3 4 1500000000 250000000 7\ndomain0 MC 3 1 2 3\n",
        """node_schedstat_running_seconds_total{cpu="1"} 1.5""",
        """node_schedstat_timeslices_total{cpu="1"} 7""",
        """node_schedstat_waiting_seconds_total{cpu="1"} 0.25""");

    [Test]
    public void What_is_not_as_documented_is_reported()
    {
        Check("cpu0 1 2 3\n", "missing malformed");
        Check("cpu0 0 0 0 0 0 0 1 -2 3\n", "missing malformed");
        Check("cpu8192 0 0 0 0 0 0 1 2 3\n", "missing malformed");
        Check("version 15\n", "missing malformed");
    }

    [Test]
    public void A_kernel_without_these_statistics_is_no_fault() => Assert.That(Emitted.By(new SchedstatCollector(FixtureTree.Files("vm"))), Is.Empty);

    static void Check(string schedstat, params string[] want) =>
        Assert.That(Emitted.By(samples => new SchedstatCollector(FixtureTree.Files("vm")).Emit(samples, Encoding.UTF8.GetBytes(schedstat))), Is.EqualTo(want), schedstat);
}
