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
    public void In_a_hybrid_that_has_only_the_machines_cpuacct_version_2_has_the_cpu_time()
    {
        using var machine = new TemporaryDirectory("hybrid");
        string[] mounts = ["memory", "cpuacct", "unified"];
        foreach (var mount in mounts)
            Directory.CreateDirectory(Path.Join(machine.Path, "sys/fs/cgroup", mount, "agent.scope"));
        machine.Write("sys/fs/cgroup/cpuacct/release_agent", "");
        machine.Write("sys/fs/cgroup/unified/agent.scope/cgroup.events", "");
        Directory.CreateDirectory(Path.Join(machine.Path, "self"));
        machine.Write("self/cgroup", "3:memory:/agent.scope\n2:cpuacct:/\n0::/agent.scope\n");
        var files = new NodeFiles(new NodeConfig { Procfs = machine.Path, Sysfs = Path.Join(machine.Path, "sys") });
        var collector = CgroupFixture.Collector(files, CgroupFinder.Own(files, "self", ownSysfs: "/nowhere"), isRequired: false, new CgroupCpu(files));

        Assert.That(Emitted.By(collector), Is.EqualTo(["missing cpu not_found"]), "nobody counts it");
        machine.Write("sys/fs/cgroup/unified/agent.scope/cpu.stat", "usage_usec 3000000\nuser_usec 2000000\nsystem_usec 1000000\n");
        Assert.That(Emitted.By(collector), Is.EqualTo((string[])
        [
            """container_cpu_system_seconds_total{id="/agent.scope",name="self"} 1""",
            """container_cpu_usage_seconds_total{id="/agent.scope",name="self",cpu="total"} 3""",
            """container_cpu_user_seconds_total{id="/agent.scope",name="self"} 2""",
        ]));
    }

    [Test]
    public void A_living_cgroup_is_read_and_its_end_noticed()
    {
        using var cgroups = new LivingCgroups();
        var collector = CgroupFixture.Collector(cgroups.Files, CgroupFinder.Of(cgroups.Files, new() { Name = "a", Cgroup = NewName }), isRequired: true);

        Assert.That(Emitted.By(collector), Is.EqualTo(["missing not_found"]));
        cgroups.Make(NewName);
        Assert.That(Emitted.By(collector), Does.Contain($$"""container_processes{id="/{{NewName}}",name="a"} 0""").And.Some.StartsWith($$"""container_cpu_usage_seconds_total{id="/{{NewName}}",name="a"""));
        cgroups.Remove(NewName);
        Assert.That(Emitted.By(collector), Is.EqualTo(["missing not_found"]));
    }

    [Test]
    public async Task A_cgroup_that_is_made_and_deleted_while_it_is_read_is_there_or_has_a_reason()
    {
        using var cgroups = new LivingCgroups();
        var collector = CgroupFixture.Collector(cgroups.Files, CgroupFinder.Of(cgroups.Files, new() { Name = "a", Cgroup = NewName }), isRequired: true);
        var churn = Task.Run(() =>
        {
            for (var round = 0; round < 500; round++)
            {
                cgroups.Make(NewName);
                Thread.Yield();
                cgroups.Remove(NewName);
            }
        });
        var polls = 0;
        while (!churn.IsCompleted || polls < 10)
        {
            Assert.That(Emitted.By(collector), Is.Not.Empty.And.All.Match("^(container_.* [0-9.e+]+|missing( [a-z_]+)? not_found)$"));
            polls++;
        }

        await churn;
        TestContext.Out.WriteLine($"{polls} polls");
    }

    /// <summary>Where the machine mounts the controllers one by one, they are read there.</summary>
    [Test]
    public void A_limit_that_is_set_is_shown()
    {
        using var machine = Limited(out var files);
        var lines = Emitted.By(CgroupFixture.Collector(files, CgroupFinder.Of(files, new() { Name = "a", Cgroup = NewName }), isRequired: true));
        Assert.That(lines, Does.Contain($$"""container_spec_memory_limit_bytes{id="/{{NewName}}",name="a"} 67108864""")
            .And.Contain($$"""container_memory_effective_limit_bytes{id="/{{NewName}}",name="a"} 67108864"""));
    }

    static string NewName => string.Create(CultureInfo.InvariantCulture, $"metrics-agent-test-{Environment.ProcessId}");

    /// <summary>A real cgroup with a limit where there is a hierarchy of version 1 that is ours to write; else a directory like one.</summary>
    static Undo Limited(out NodeFiles files)
    {
        var isReal = Environment.IsPrivilegedProcess && Directory.Exists(Memory);
        var machine = new TemporaryDirectory("memory");
        var sysfs = isReal ? "/sys" : machine.Path;
        files = new(new NodeConfig { Sysfs = sysfs });
        var cgroup = Path.Join(sysfs, "fs/cgroup/memory", NewName);
        Directory.CreateDirectory(cgroup);
        File.WriteAllText(Path.Join(cgroup, "memory.limit_in_bytes"), isReal ? "67108864" : "67108864\n");
        if (!isReal)
            File.WriteAllText(Path.Join(cgroup, "memory.usage_in_bytes"), "0\n");
        return new(() =>
        {
            if (isReal)
                Directory.Delete(cgroup);
            machine.Dispose();
        });
    }

    sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
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
