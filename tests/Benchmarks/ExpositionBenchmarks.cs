using System.Buffers;
using BenchmarkDotNet.Attributes;
using MetricsAgent.Exposition;

namespace MetricsAgent.Benchmarks;

/// <summary>The way of one series from its collector into a scrape, once its label set has been seen; nothing is allocated.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ExpositionBenchmarks
{
    readonly TenThousandSeries series = new();
    readonly ExpositionWriter writer = new();
    readonly ArrayBufferWriter<byte> output = new(2 << 20);

    [Benchmark(OperationsPerInvoke = TenThousandSeries.Count)]
    public void EmitAndFreeze() => series.Poll();

    [Benchmark(OperationsPerInvoke = TenThousandSeries.Count)]
    [Arguments(ExpositionFormat.Text)]
    [Arguments(ExpositionFormat.OpenMetrics)]
    public int EmitFreezeAndRender(ExpositionFormat format)
    {
        series.Poll();
        output.ResetWrittenCount();
        using var view = series.Store.Read();
        writer.Write(view, format, output);
        return output.WrittenCount;
    }
}
