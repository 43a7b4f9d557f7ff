using BenchmarkDotNet.Attributes;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Process;

namespace MetricsAgent.Benchmarks;

/// <summary>The files of one process, as recorded in <c>tests/fixtures/process</c>: a poll parses the first three for each that is in a group.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ProcessParsingBenchmarks
{
    readonly byte[] stat = Fixture.Read("process/proc/900/stat");
    readonly byte[] status = Fixture.Read("process/proc/900/status");
    readonly byte[] io = Fixture.Read("process/proc/900/io");
    readonly byte[] smaps = Fixture.Read("process/proc/900/smaps_rollup");
    readonly byte[] tcp = Fixture.Read("process/proc/1/net/tcp");
    readonly Dictionary<int, HashSet<ulong>> ports = new() { [8000] = [] };

    [Benchmark]
    public bool Stat() => ProcessStat.TryParse(stat, out _, out _);

    [Benchmark]
    public void Status() => ProcessStatus.Parse(status);

    [Benchmark]
    public bool Io() => ProcessIo.TryParse(io, out _);

    [Benchmark]
    public void SmapsRollup() => ProportionalMemory.Parse(smaps);

    [Benchmark]
    public bool State() => TaskState.TryParse(stat, out _);

    [Benchmark]
    public void Listening()
    {
        foreach (var sockets in ports.Values)
            sockets.Clear();
        ListeningSockets.Parse(tcp, ports);
    }
}
