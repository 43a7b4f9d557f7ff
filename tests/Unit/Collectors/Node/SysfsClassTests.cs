using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class SysfsClassTests
{
    [Test]
    public void Devices_come_and_go_in_the_order_of_their_names()
    {
        using var sysfs = new TemporaryDirectory("sysfs");
        var devices = new SysfsClass<string>(sysfs.Path, name => name);
        Assert.That(Read(), Is.Empty);

        Directory.CreateDirectory(Path.Join(sysfs.Path, "eth1"));
        Directory.CreateDirectory(Path.Join(sysfs.Path, "eth0"));
        File.WriteAllText(Path.Join(sysfs.Path, "bonding_masters"), "");
        Assert.That(Read(), Is.EqualTo(new[] { "eth0", "eth1" }));

        Directory.Delete(Path.Join(sysfs.Path, "eth0"));
        Assert.That(Read(), Is.EqualTo(new[] { "eth1" }));

        List<string> Read() => devices.Read(new Samples());
    }

    [Test]
    public void A_device_that_has_taken_anothers_name_is_another()
    {
        using var sysfs = new TemporaryDirectory("sysfs");
        Directory.CreateDirectory(Path.Join(sysfs.Path, "hwmon0"));
        var made = 0;
        var devices = new SysfsClass<string>(sysfs.Path, name => $"{name} {++made}");
        Assert.That(devices.Read(new Samples()), Is.EqualTo(new[] { "hwmon0 1" }));
        Assert.That(devices.Read(new Samples()), Is.EqualTo(new[] { "hwmon0 1" }));

        Directory.CreateDirectory(Path.Join(sysfs.Path, "hwmon1"));
        Directory.Delete(Path.Join(sysfs.Path, "hwmon0"));
        Directory.Move(Path.Join(sysfs.Path, "hwmon1"), Path.Join(sysfs.Path, "hwmon0"));
        Assert.That(devices.Read(new Samples()), Is.EqualTo(new[] { "hwmon0 2" }));
    }
}
