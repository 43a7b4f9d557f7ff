using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class StatCollectorTests
{
    [Test]
    public void The_first_number_of_each_known_line_is_exposed() => Check(
        "cpu  1 2 3\nintr 342342 0 9\nctxt 1232703\nbtime 1795227159\nprocesses 7656\nprocs_running 6\nprocs_blocked 1\nsoftirq 9 9\nnews 1\n",
        "node_boot_time_seconds 1795227159",
        "node_context_switches_total 1232703",
        "node_forks_total 7656",
        "node_intr_total 342342",
        "node_procs_blocked 1",
        "node_procs_running 6");

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        Check("ctxt 5\nbtime yesterday\n", "node_context_switches_total 5", "missing lines malformed");
        Check("ctxt 5\nintr\n", "node_context_switches_total 5", "missing lines malformed");
        Check("ctxt 5\nprocesses 76", "node_context_switches_total 5", "missing lines malformed");
        Check("", "missing malformed");
        Check("cpu 1 2 3 4\n", "missing malformed");
    }

    static void Check(string stat, params string[] want) =>
        Assert.That(Emitted.By(samples => StatCollector.Emit(samples, Encoding.UTF8.GetBytes(stat))), Is.EqualTo(want), stat);
}
