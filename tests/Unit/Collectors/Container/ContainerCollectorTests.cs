using System.Globalization;
using MetricsAgent.Collectors.Container;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Container;

internal sealed class ContainerCollectorTests
{
    const string Memory = "/sys/fs/cgroup/memory";

    [Test]
    public void The_whole_machine_is_no_cgroup_of_ones_own()
    {
        Assert.That(Emitted.By(CgroupFixture.Own("pods")), Is.Empty);
        Assert.That(Emitted.By(CgroupFixture.Own("no-such-tree")), Is.Empty);
    }

    [Test]
    public void In_a_namespace_the_root_is_ones_own_and_not_called_the_machine() =>
        Assert.That(Emitted.By(CgroupFixture.Own("sidecar"), "container_spec_memory_limit_bytes"), Is.EqualTo(["""container_spec_memory_limit_bytes{id="/self",name="self"} 134217728"""]));

    [Test]
    public void The_effective_limit_is_the_least_that_can_be_seen()
    {
        static void Check(string tree, ContainerTarget target, params string[] want) =>
            Assert.That(Emitted.By(CgroupFixture.Target(tree, target)).Where(line => line.Contains("effective", StringComparison.Ordinal)).Select(line => line.Split("} ")[1]), Is.EqualTo(want));

        Check("vm", new() { Name = "a", Unit = "postgresql@16-main.service" }, "2", "3221225472");
        Check("vm", new() { Name = "a", Cgroup = "user.slice" }, "4", "25276502016");
        Check("pods", new() { Name = "a", Cgroup = "/kubepods.slice/*/*/cri-containerd-ffeedd.scope" }, "1.5", "67108864");
        Check("hybrid", new() { Name = "a", Unit = "postgresql.service" }, "0.25", "1073741824");
    }

    [Test]
    public void A_target_that_is_not_there_has_a_reason()
    {
        static void Check(ContainerTarget target) => Assert.That(Emitted.By(CgroupFixture.Target("vm", target)), Is.EqualTo(["missing not_found"]));

        Check(new() { Name = "a", Unit = "nginx.service" });
        Check(new() { Name = "a", Cgroup = "/nosuch/*" });
        Check(new() { Name = "a", Pid = 4242 });
        Check(new() { Name = "a", Comm = "nosuch" });
    }

    [Test]
    public void A_cgroup_that_ends_between_and_within_reads_is_absent_with_a_reason()
    {
        using var machine = new TemporaryDirectory("cgroup");
        var cgroup = Path.Join(machine.Path, "sys/fs/cgroup/system.slice/a.service");
        Directory.CreateDirectory(cgroup);
        File.WriteAllText(Path.Join(machine.Path, "sys/fs/cgroup/cgroup.controllers"), "");
        File.WriteAllText(Path.Join(cgroup, "cgroup.events"), "");
        File.WriteAllText(Path.Join(cgroup, "cpu.stat"), "usage_usec 1\n");
        var files = new NodeFiles(new NodeConfig { Procfs = machine.Path, Sysfs = Path.Join(machine.Path, "sys") });
        var ends = new Ends();
        var collector = CgroupFixture.Collector(files, CgroupFinder.Of(files, new() { Name = "a", Unit = "a.service" }), isRequired: true, ends, new CgroupCpu(files), new CgroupTasks(TimeProvider.System));

        Assert.That(Emitted.By(collector), Has.Some.StartsWith("container_cpu_usage_seconds_total"));
        ends.Now = true;
        Assert.That(Emitted.By(collector), Has.None.StartsWith("container_cpu").And.Contains("missing cgroup not_found"));
        Assert.That(Emitted.By(collector), Is.EqualTo(["missing not_found"]));
    }

    [Test]
    public void A_real_cgroup_is_read_and_its_end_noticed()
    {
        if (!Environment.IsPrivilegedProcess || !Directory.Exists(Memory))
            Assert.Ignore("needs root and a hierarchy of version 1");
        var name = string.Create(CultureInfo.InvariantCulture, $"metrics-agent-test-{Environment.ProcessId}");
        var files = new NodeFiles(new NodeConfig());
        var collector = CgroupFixture.Collector(files, CgroupFinder.Of(files, new() { Name = "a", Cgroup = name }), isRequired: true);
        Directory.CreateDirectory($"{Memory}/{name}");
        try
        {
            File.WriteAllText($"{Memory}/{name}/memory.limit_in_bytes", "67108864");
            Assert.That(Emitted.By(collector), Does.Contain($$"""container_spec_memory_limit_bytes{id="/{{name}}",name="a"} 67108864""")
                .And.Contain($$"""container_memory_effective_limit_bytes{id="/{{name}}",name="a"} 67108864"""));
        }
        finally
        {
            Directory.Delete($"{Memory}/{name}");
        }

        Assert.That(Emitted.By(collector), Is.EqualTo(["missing not_found"]));
    }

    sealed class Ends : ICgroupPart
    {
        internal bool Now { get; set; }

        public void Read(Cgroup cgroup, PseudoReader reader, Samples samples)
        {
            if (Now)
                Directory.Delete(cgroup.Directory, recursive: true);
        }
    }
}
