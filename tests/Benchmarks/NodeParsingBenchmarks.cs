using System.Runtime.CompilerServices;
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

    public NodeParsingBenchmarks()
    {
        var files = new NodeFiles(new());
        (cpu, meminfo, netDevices) = (new(files), new(files), NetdevCollector.Devices(files));
    }

    /// <summary>The machine.</summary>
    [Params("vm", "server")]
    public string Machine { get; set; } = "";

    [GlobalSetup]
    public void Read() => (stat, memory, load, diskstats, netdev, mountinfo) =
        (File("stat"), File("meminfo"), File("loadavg"), File("diskstats"), File("1/net/dev"), File("1/mountinfo"));

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

    /// <summary>Only when a mount came or went.</summary>
    [Benchmark]
    public void Mounts()
    {
        MountTable.Parse(mountinfo, samples, out _);
        samples.Clear();
    }

    byte[] File(string path, [CallerFilePath] string thisFile = "") =>
        System.IO.File.ReadAllBytes(Path.Join(Path.GetDirectoryName(thisFile), "../fixtures/node", Machine, "proc", path));
}
