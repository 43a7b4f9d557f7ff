using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>The collectors of what a machine may or may not have.</summary>
internal sealed class HardwareTests
{
    internal static readonly string[] Names =
    [
        "bonding", "cpufreq", "dmi", "edac", "hwmon", "mdadm", "netclass", "nvme", "powersupplyclass", "rapl", "thermal_zone", "watchdog",
    ];

    [TestCaseSource(nameof(Names))]
    public void Hardware_that_is_not_there_is_no_fault(string name)
    {
        using var empty = new TemporaryDirectory("sysfs");
        Assert.That(Emitted.By(Collector(name, new(new() { Procfs = empty.Path, Sysfs = empty.Path }))), Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public void The_second_poll_of_a_server_allocates_nothing(string name)
    {
        var collector = Collector(name, FixtureTree.Files("server"));
        Assert.That(Emitted.By(collector), Is.Not.Empty);
        var samples = new Samples();
        Poll();

        Assert.That(Allocation.Of(Poll), Is.Zero);

        void Poll()
        {
            var poll = collector.CollectAsync(samples, CancellationToken.None);
            if (poll.IsCompletedSuccessfully)
                samples.Clear();
        }
    }

    [Test]
    public void A_speed_that_is_not_known_is_absent() =>
        Assert.That(Emitted.By(Collector("netclass", FixtureTree.Files("server")), "node_network_speed_bytes"), Is.EquivalentTo(new[]
        {
            """node_network_speed_bytes{device="bond0"} 3125000000""",
            """node_network_speed_bytes{device="eno1"} 3125000000""",
        }));

    [Test]
    public void Devices_and_sensors_can_be_left_out()
    {
        var config = FixtureTree.Files("server").Config;
        config.Netclass = new() { IgnoredDevices = "^(lo|bond)" };
        config.Hwmon = new() { ChipExclude = "nvme", SensorInclude = ";(fan|in)" };

        Assert.That(Emitted.By(Collector("netclass", new(config)), "node_network_up"), Is.EqualTo(new[]
        {
            """node_network_up{device="eno1"} 1""",
            """node_network_up{device="eno2"} 0""",
        }));
        var hwmon = Emitted.By(Collector("hwmon", new(config)));
        Assert.That(hwmon, Has.None.Contains("chip=\"nvme_nvme0\"").And.None.Contains("sensor=\"temp"));
        Assert.That(hwmon, Does.Contain("""node_hwmon_fan_rpm{chip="platform_nct6775_656",sensor="fan1"} 1188"""));
    }

    [Test]
    public void The_devices_of_another_machines_sysfs_are_not_mixed_with_this_ones()
    {
        using var sysfs = new TemporaryDirectory("sysfs");
        Assert.That(Emitted.By(Collector("netclass", new(new() { Sysfs = sysfs.Path }))), Is.EqualTo(new[] { "missing unsupported" }));
    }

    [Test]
    public void A_bond_whose_device_cannot_be_read_is_left_out() =>
        Assert.That(Emitted.By(Collector("bonding", FixtureTree.Files("garbage"))), Is.All.EqualTo("missing bond not_found").And.Not.Empty);

    static ICollector Collector(string name, NodeFiles files) =>
        Array.Find(Catalogue.Node, entry => entry.Name == $"node.{name}")!.Create(files, FixedClock.Winter);
}
