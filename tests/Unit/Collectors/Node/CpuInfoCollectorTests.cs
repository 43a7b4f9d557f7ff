using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class CpuInfoCollectorTests
{
    [Test]
    public void A_paragraph_is_a_cpu() => Check(
        "processor\t: 3\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 106\nmodel name\t: Xeon @ 2.60GHz\nstepping\t: 6\nmicrocode\t: 0x1\n"
        + "cpu MHz\t\t: 2600.5\ncache size\t: 512 KB\nphysical id\t: 1\ncore id\t\t: 2\nflags\t\t: fpu\n\n",
        """node_cpu_info{package="1",core="2",cpu="3",vendor="GenuineIntel",family="6",model="106",model_name="Xeon @ 2.60GHz",microcode="0x1",stepping="6",cachesize="512 KB"} 1""");

    [Test]
    public void What_an_architecture_does_not_tell_is_empty() => Check(
        "processor\t: 0\nBogoMIPS\t: 50.00\nCPU part\t: 0xd40\n\nHardware\t: board\n\n",
        """node_cpu_info{package="",core="",cpu="0",vendor="",family="",model="",model_name="",microcode="",stepping="",cachesize=""} 1""");

    [Test]
    public void A_file_without_a_cpu_is_malformed()
    {
        Check("", "missing malformed");
        Check("vendor_id\t: GenuineIntel\n\n", "missing malformed");
    }

    static void Check(string cpuinfo, params string[] want) =>
        Assert.That(Emitted.By(samples => new CpuInfoCollector(FixtureTree.Files("vm")).Emit(samples, Encoding.UTF8.GetBytes(cpuinfo))), Is.EqualTo(want), cpuinfo);
}
