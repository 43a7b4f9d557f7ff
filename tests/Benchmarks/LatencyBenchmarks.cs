using BenchmarkDotNet.Attributes;
using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Benchmarks;

/// <summary>The estimate for one statement of one reading, by how far its executions lie apart.</summary>
[MemoryDiagnoser]
public class LatencyBenchmarks
{
    readonly LatencyHistogram histogram = new();

    /// <summary>Of the mean, in percent: none, a bell, an exponential tail, two kinds of executions.</summary>
    [Params(0, 10, 100, 300)]
    public int Deviation { get; set; }

    [Benchmark]
    public void Statement() => histogram.Add(new(100, 0.02, 0.02 * Deviation / 100, 0.0002, 5));
}
