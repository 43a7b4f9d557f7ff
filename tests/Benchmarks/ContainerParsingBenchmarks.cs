using BenchmarkDotNet.Attributes;
using MetricsAgent.Collectors.Container;
using MetricsAgent.Metrics;

namespace MetricsAgent.Benchmarks;

/// <summary>The files of one cgroup of version 2, as recorded in <c>tests/fixtures/container/vm</c>.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ContainerParsingBenchmarks
{
    const string Recorded = "container/vm/sys/fs/cgroup/system.slice/system-postgresql.slice/postgresql@16-main.service";

    readonly Samples samples = new();
    readonly Cgroup cgroup = Cgroup.Unified("/system.slice/postgresql.service", "postgres", "/nowhere/postgres", "/nowhere");
    readonly CgroupMemory memory = new(new(new()));
    readonly CgroupIo devices = new(new(new()));
    readonly byte[] cpuStat = Fixture.Read($"{Recorded}/cpu.stat");
    readonly byte[] cpuMax = Fixture.Read($"{Recorded}/cpu.max");
    readonly byte[] memoryStat = Fixture.Read($"{Recorded}/memory.stat");
    readonly byte[] memoryEvents = Fixture.Read($"{Recorded}/memory.events");
    readonly byte[] ioStat = Fixture.Read($"{Recorded}/io.stat");
    readonly byte[] pressure = Fixture.Read($"{Recorded}/io.pressure");
    readonly byte[] processes = Fixture.Read($"{Recorded}/cgroup.procs");

    [Benchmark]
    public void CpuUsage()
    {
        CgroupCpu.EmitUsage(samples, cgroup, cpuStat);
        samples.Clear();
    }

    [Benchmark]
    public void CpuThrottling()
    {
        CgroupCpu.EmitThrottling(samples, cgroup, cpuStat);
        samples.Clear();
    }

    [Benchmark]
    public double CpuMax() => CpuQuota.Parse(cpuMax).Cores;

    [Benchmark]
    public void MemoryStat()
    {
        memory.EmitStat(samples, cgroup, memoryStat, usage: 1 << 30);
        samples.Clear();
    }

    [Benchmark]
    public void MemoryEvents()
    {
        CgroupMemory.EmitEvents(samples, cgroup, memoryEvents);
        samples.Clear();
    }

    [Benchmark]
    public void Io()
    {
        devices.Emit(samples, cgroup, ioStat);
        samples.Clear();
    }

    [Benchmark]
    public void Pressure()
    {
        CgroupPressure.Emit(samples, cgroup, pressure);
        samples.Clear();
    }

    [Benchmark]
    public void Processes()
    {
        CgroupTasks.EmitProcesses(samples, cgroup, processes);
        samples.Clear();
    }
}
