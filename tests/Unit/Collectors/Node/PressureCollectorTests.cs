using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class PressureCollectorTests
{
    const int Cpu = 0;
    const int Io = 1;
    const int Irq = 3;

    [Test]
    public void Totals_are_in_seconds_and_only_those_that_mean_something_are_there()
    {
        const string both = "some avg10=0.39 avg60=0.37 avg300=0.60 total=15036207\nfull avg10=0.00 avg60=0.13 avg300=0.14 total=1500000\n";
        Check(Io, both, "node_pressure_io_stalled_seconds_total 1.5", "node_pressure_io_waiting_seconds_total 15.036207");
        Check(Cpu, both, "node_pressure_cpu_waiting_seconds_total 15.036207");
        Check(Irq, "full avg10=0.00 avg60=0.13 avg300=0.14 total=1500000\n", "node_pressure_irq_stalled_seconds_total 1.5");
    }

    [Test]
    public void What_is_not_as_documented_is_reported()
    {
        Check(Cpu, "some avg10=0.39\n", "missing malformed");
        Check(Cpu, "some total=-1\n", "missing malformed");
        Check(Cpu, "some total=1e9\n", "missing malformed");
        Check(Cpu, "none total=1\n", "missing malformed");
        Check(Cpu, "some total=1", "missing malformed");
    }

    [Test]
    public void A_kernel_that_keeps_no_pressure_says_so() =>
        Assert.That(Emitted.By(new PressureCollector(FixtureTree.Files("old"))), Is.EqualTo(new[] { "missing unsupported" }));

    static void Check(int resource, string pressure, params string[] want) =>
        Assert.That(Emitted.By(samples => PressureCollector.Emit(samples, resource, Encoding.UTF8.GetBytes(pressure))), Is.EqualTo(want), pressure);
}
