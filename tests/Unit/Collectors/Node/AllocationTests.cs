using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>Once the names are known, a poll takes no memory.</summary>
internal sealed class AllocationTests
{
    static readonly NodeFiles Files = FixtureTree.Files("vm");
    static readonly VmstatCollector Vmstat = new(Files);
    static readonly NetstatCollector Netstat = new(Files);
    static readonly SockstatCollector Sockstat = new(Files);
    static readonly SoftnetCollector Softnet = new(Files);
    static readonly SchedstatCollector Schedstat = new(Files);
    static readonly ArpCollector Arp = new(Files);
    static readonly CpuInfoCollector CpuInfo = new(Files);
    static readonly MdadmCollector Mdadm = new(Files);

    static readonly (string Tree, string Path, Action<Samples, ReadOnlySpan<byte>> Emit)[] Emitters =
    [
        ("vm", "proc/vmstat", (samples, text) => Vmstat.Emit(samples, text)),
        ("vm", "proc/1/net/netstat", (samples, text) => Netstat.Emit(samples, text)),
        ("vm", "proc/1/net/snmp", (samples, text) => Netstat.Emit(samples, text)),
        ("vm", "proc/1/net/snmp6", (samples, text) => Netstat.Emit6(samples, text)),
        ("vm", "proc/1/net/sockstat", (samples, text) => Sockstat.Emit(samples, text)),
        ("vm", "proc/1/net/softnet_stat", (samples, text) => Softnet.Emit(samples, text)),
        ("vm", "proc/1/net/arp", (samples, text) => Arp.Emit(samples, text)),
        ("vm", "proc/1/net/udp", (samples, text) => UdpQueuesCollector.Emit(samples, "v4", text)),
        ("vm", "proc/1/net/stat/nf_conntrack", ConntrackCollector.Emit),
        ("vm", "proc/pressure/io", (samples, text) => PressureCollector.Emit(samples, 1, text)),
        ("vm", "proc/sys/fs/file-nr", FilefdCollector.Emit),
        ("vm", "proc/cpuinfo", (samples, text) => CpuInfo.Emit(samples, text)),
        ("server", "proc/mdstat", (samples, text) => Mdadm.Emit(samples, text)),
        ("server", "proc/schedstat", (samples, text) => Schedstat.Emit(samples, text)),
    ];

    static IEnumerable<TestCaseData> Cases => Emitters.Select((emitter, index) => new TestCaseData(index).SetArgDisplayNames(emitter.Path));

    [TestCaseSource(nameof(Cases))]
    public void The_second_poll_allocates_nothing(int emitter)
    {
        var (tree, path, emit) = Emitters[emitter];
        var text = FixtureTree.Read(tree, path);
        var samples = new Samples();
        Poll();

        Assert.That(Allocation.Of(Poll), Is.Zero);

        void Poll()
        {
            emit(samples, text);
            samples.Clear();
        }
    }
}
