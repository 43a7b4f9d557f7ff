using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MetricsAgent.Exposition;
using MetricsAgent.Http;

namespace MetricsAgent.Benchmarks;

/// <summary>What a scrape of 10,000 cached series costs the agent, from the snapshots to the body, call by call.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 50, iterationCount: 1_000, invocationCount: 1)]
public class ScrapeBenchmarks
{
    readonly TenThousandSeries series = new();
    readonly ScrapeRenderer renderer = new();
    readonly ScrapeAnswer answer = new();

    [GlobalSetup]
    public void Fill() => series.Poll();

    [Benchmark]
    [Arguments(ExpositionFormat.Text, false)]
    [Arguments(ExpositionFormat.OpenMetrics, false)]
    [Arguments(ExpositionFormat.OpenMetrics, true)]
    public long Body(ExpositionFormat format, bool gzip)
    {
        using var view = series.Store.Read();
        answer.Render(renderer, view, domain: null, format, gzip, now: 0);
        return answer.Length;
    }
}
