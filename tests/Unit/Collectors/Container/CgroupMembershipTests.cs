using System.Text;
using MetricsAgent.Collectors.Container;

namespace MetricsAgent.Tests.Unit.Collectors.Container;

internal sealed class CgroupMembershipTests
{
    [Test]
    public void Every_hierarchy_has_its_path()
    {
        Check("0::/system.slice/a.service\n", "", "/system.slice/a.service");
        Check("4:memory:/x\n2:cpu,cpuacct:/y:z\n1:name=systemd:/\n0::/\n", "cpuacct", "/y:z");
        Check("4:memory:/x\n0::/u\n", "memory", "/x");
        Check("4:memory:/x\n", "", null);
        Check("0::/../peer\n", "", "/../peer");
    }

    [Test]
    public void Malformed_lines_are_left_out()
    {
        Check("", "", null);
        Check("0::", "", null);
        Check("x::/a\n", "", null);
        Check("-1::/a\n", "", null);
        Check("0:/a\n", "", null);
        Check("0::a\n", "", null);
        Check("0::/cut off", "", null);
    }

    static void Check(string text, string controller, string? want) =>
        Assert.That(CgroupMembership.Parse(Encoding.UTF8.GetBytes(text)).Path(controller), Is.EqualTo(want), text);
}
