using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class UnameCollectorTests
{
    [Test]
    public void The_real_system_call_agrees_with_the_kernels_files()
    {
        var line = Emitted.By(new UnameCollector(Libc.Uname)).Single();
        Assert.That(line, Does.Contain($"sysname=\"Linux\",release=\"{Kernel("osrelease")}\""));
        Assert.That(line, Does.Contain($"nodename=\"{Kernel("hostname")}\",domainname=\"{Kernel("domainname")}\""));
    }

    [Test]
    public void Names_that_fill_their_place_or_are_not_utf_8_do_no_harm()
    {
        var utsname = new byte[UnameCollector.Names * UnameCollector.NameLength];
        Array.Fill(utsname, (byte)0xFF);
        var line = Emitted.By(samples => new UnameCollector(Libc.Uname).Emit(samples, utsname)).Single();
        Assert.That(line, Does.Contain("�"));
    }

    [Test]
    public void A_refused_call_makes_the_collector_unavailable() =>
        Assert.That(Emitted.By(new UnameCollector(_ => false)), Is.EqualTo(new[] { "missing error" }));

    static string Kernel(string name) => File.ReadAllText($"/proc/sys/kernel/{name}").TrimEnd('\n');
}
