using BenchmarkDotNet.Attributes;
using MetricsAgent.History;
using MetricsAgent.Rules;

namespace MetricsAgent.Benchmarks;

/// <summary>What a series costs for a tick of the history, to be read back for an hour, and in memory: with 240 ticks in it, one every 15 s.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class HistoryBenchmarks
{
    const int Interval = 15_000;
    const int Ticks = 240;

    readonly TenThousandSeries series = new();
    readonly List<SeriesWindow> found = [];
    SeriesHistory history = null!;
    LabelMatcher[] one = null!;
    long time;

    [GlobalSetup]
    public void Fill()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        history = new();
        history.Keep([([new(Labels.MetricName, MatchKind.Matches, "bench_.*")], TimeSpan.FromMilliseconds(Ticks * Interval))]);
        one = [new(Labels.MetricName, MatchKind.Equal, "bench_http_requests_7_total"), new("status", MatchKind.Equal, "204")];
        Tick();
        var labels = GC.GetTotalMemory(forceFullCollection: true) - before;
        for (var i = 1; i < 2 * Ticks; i++)
            Tick();
        var whole = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"// Holds {history.Count} series of {labels / TenThousandSeries.Count} bytes with one number, of {whole / TenThousandSeries.Count} bytes with {Ticks}");
    }

    [Benchmark(OperationsPerInvoke = TenThousandSeries.Count)]
    public void Tick()
    {
        time += Interval;
        using var view = series.Store.Read();
        history.Append(view, time);
    }

    /// <summary>A hundred of the 500 series of a metric, with their last five minutes.</summary>
    [Benchmark]
    public int Select()
    {
        found.Clear();
        history.Select(one, time - 300_000, time, found);
        return found.Count;
    }

    /// <summary>The same from another thread than the one that appends, with their whole hour.</summary>
    [Benchmark]
    public int Copy()
    {
        found.Clear();
        history.Shared.Select(one, 0, time, found);
        return found.Count;
    }
}
