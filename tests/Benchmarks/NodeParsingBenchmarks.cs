using BenchmarkDotNet.Attributes;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Benchmarks;

/// <summary>One poll of every file that the node collectors parse: the recorded machines of <c>tests/fixtures/node</c>.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class NodeParsingBenchmarks
{
    readonly Samples samples = new();
    readonly List<DiskReading> disks = [];
    readonly List<NetdevReading> networks = [];
    readonly CpuCollector cpu;
    readonly MeminfoCollector meminfo;
    readonly Utf8Map<DiskDevice> diskDevices = DiskstatsCollector.Devices(new(DiskstatsConfig.DefaultDeviceExclude));
    readonly Utf8Map<NetDevice> netDevices;
    byte[] stat = [];
    byte[] memory = [];
    byte[] load = [];
    byte[] diskstats = [];
    byte[] netdev = [];
    byte[] mountinfo = [];
    byte[] vm = [];
    byte[] counters = [];
    byte[] counters6 = [];
    byte[] sockets = [];
    byte[] packets = [];
    byte[] neighbours = [];
    byte[] queues = [];
    byte[] pressure = [];
    byte[] cpuinfo = [];
    byte[] handles = [];
    readonly byte[] scheduler = Fixture.Read("node/server/proc/schedstat");
    readonly byte[] conntrack = Fixture.Read("node/vm/proc/1/net/stat/nf_conntrack");
    readonly VmstatCollector vmstat;
    readonly NetstatCollector netstat;
    readonly SockstatCollector sockstat;
    readonly SoftnetCollector softnet;
    readonly ArpCollector arp;
    readonly CpuInfoCollector cpuInfo;
    readonly SchedstatCollector schedstat;

    public NodeParsingBenchmarks()
    {
        var files = new NodeFiles(new());
        (cpu, meminfo, netDevices) = (new(files), new(files), NetdevCollector.Devices(files));
        (vmstat, netstat, sockstat, softnet, arp, cpuInfo, schedstat) = (new(files), new(files), new(files), new(files), new(files), new(files), new(files));
    }

    /// <summary>The machine.</summary>
    [Params("vm", "server")]
    public string Machine { get; set; } = "";

    [GlobalSetup]
    public void Read()
    {
        (stat, memory, load, diskstats, netdev, mountinfo) =
            (File("stat"), File("meminfo"), File("loadavg"), File("diskstats"), File("1/net/dev"), File("1/mountinfo"));
        (vm, counters, counters6, sockets) = (File("vmstat"), File("1/net/netstat"), File("1/net/snmp6"), File("1/net/sockstat"));
        (packets, neighbours, queues, pressure, cpuinfo) =
            (File("1/net/softnet_stat"), File("1/net/arp"), File("1/net/udp"), File("pressure/io"), File("cpuinfo"));
        handles = File("sys/fs/file-nr");
    }

    [Benchmark]
    public void Cpu()
    {
        cpu.Emit(samples, stat);
        samples.Clear();
    }

    [Benchmark]
    public void Stat()
    {
        StatCollector.Emit(samples, stat);
        samples.Clear();
    }

    [Benchmark]
    public void Meminfo()
    {
        meminfo.Emit(samples, memory);
        samples.Clear();
    }

    [Benchmark]
    public void Loadavg()
    {
        LoadavgCollector.Emit(samples, load);
        samples.Clear();
    }

    [Benchmark]
    public void Disks()
    {
        Diskstats.Parse(diskstats, diskDevices, disks, samples);
        DiskstatsCollector.Emit(samples, disks);
        samples.Clear();
    }

    [Benchmark]
    public void Networks()
    {
        Netdev.Parse(netdev, netDevices, networks, samples);
        NetdevCollector.Emit(samples, networks);
        samples.Clear();
    }

    [Benchmark]
    public void Vmstat()
    {
        vmstat.Emit(samples, vm);
        samples.Clear();
    }

    [Benchmark]
    public void Netstat()
    {
        netstat.Emit(samples, counters);
        netstat.Emit6(samples, counters6);
        samples.Clear();
    }

    [Benchmark]
    public void Sockstat()
    {
        sockstat.Emit(samples, sockets);
        samples.Clear();
    }

    [Benchmark]
    public void Softnet()
    {
        softnet.Emit(samples, packets);
        samples.Clear();
    }

    [Benchmark]
    public void Arp()
    {
        arp.Emit(samples, neighbours);
        samples.Clear();
    }

    [Benchmark]
    public void UdpQueues()
    {
        UdpQueuesCollector.Emit(samples, "v4", queues);
        samples.Clear();
    }

    [Benchmark]
    public void Pressure()
    {
        PressureCollector.Emit(samples, resource: 1, pressure);
        samples.Clear();
    }

    [Benchmark]
    public void CpuInfo()
    {
        cpuInfo.Emit(samples, cpuinfo);
        samples.Clear();
    }

    /// <summary>Only when a mount came or went.</summary>
    [Benchmark]
    public void Mounts()
    {
        MountTable.Parse(mountinfo, samples, out _);
        samples.Clear();
    }

    /// <summary>Only one of the recorded machines keeps these.</summary>
    [Benchmark]
    public void Schedstat()
    {
        schedstat.Emit(samples, scheduler);
        samples.Clear();
    }

    /// <inheritdoc cref="Schedstat"/>
    [Benchmark]
    public void Conntrack()
    {
        ConntrackCollector.Emit(samples, conntrack);
        samples.Clear();
    }

    [Benchmark]
    public void Filefd()
    {
        FilefdCollector.Emit(samples, handles);
        samples.Clear();
    }

    byte[] File(string path) => Fixture.Read($"node/{Machine}/proc/{path}");
}
