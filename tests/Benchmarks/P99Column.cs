using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace MetricsAgent.Benchmarks;

/// <summary>The 99th percentile in microseconds, where there are enough measurements to speak of one.</summary>
internal sealed class P99Column : IColumn
{
    const int Fewest = 100;

    public string Id => nameof(P99Column);

    public string ColumnName => "P99";

    public string Legend => "99th percentile of single calls";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Statistics;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Time;

    public bool IsAvailable(Summary summary) => summary.Reports.Any(report => report.ResultStatistics?.N >= Fewest);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        summary[benchmarkCase]?.ResultStatistics is { N: >= Fewest } statistics
            ? string.Create(CultureInfo.InvariantCulture, $"{statistics.Percentiles.Percentile(99) / 1000:N1} μs")
            : "-";
}
