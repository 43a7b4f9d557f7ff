using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class NodeScopeTests
{
    const string First = "pid:[4026531836]";
    const string Other = "pid:[4026532211]";
    const string Root = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 0:21 / /proc rw - proc proc rw\n";
    const string Docker = "22 1 0:50 / / rw - overlay overlay rw\n30 22 8:1 /c/resolv.conf /etc/resolv.conf rw - ext4 /dev/sda1 rw\n";
    const string Lxc = "22 1 8:1 /c/rootfs / rw - ext4 /dev/sda1 rw\n31 23 0:60 /proc/meminfo /proc/meminfo rw - fuse.lxcfs lxcfs rw\n";

    [Test]
    public void The_machines_own_procfs_is_the_host()
    {
        Check(Root, "/proc", First, "host");
        Check(Root, "/proc/", "", "host");
        Check("", "/proc", First, "host");
        Check("22 1 0:50 / / rw - overlay overlay rw\n", "/proc", First, "host");
    }

    [Test]
    public void A_container_has_processes_of_its_own_or_files_that_its_runtime_has_mounted()
    {
        Check(Docker, "/proc", Other, "container");
        Check(Docker, "/proc", First, "container");
        Check(Root, "/proc", Other, "container");
        Check("", "/proc", Other, "container");
    }

    [Test]
    public void A_container_that_was_given_the_machines_procfs_describes_the_host() => Check(Docker, "/host/proc", Other, "host");

    [Test]
    public void Files_that_lxcfs_has_replaced_describe_the_container()
    {
        Check(Lxc, "/proc", Other, "lxcfs");
        Check(Lxc, "/host/proc", Other, "host");
        Check(Lxc.Replace(" /proc/meminfo rw", " /host/proc/meminfo rw", StringComparison.Ordinal), "/host/proc", Other, "lxcfs");
    }

    [Test]
    public void The_machine_that_runs_this_has_one_scope() =>
        Assert.That(Emitted.By(new ScopeCollector(new(new()))).Single(), Does.Match("^agent_scope_info\\{scope=\"(host|container|lxcfs)\"\\} 1$"));

    static void Check(string mountinfo, string procfs, string pidNamespace, string want) =>
        Assert.That(NodeScope.Of(Encoding.UTF8.GetBytes(mountinfo), procfs, pidNamespace), Is.EqualTo(want), mountinfo);
}
