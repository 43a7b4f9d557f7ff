using BenchmarkDotNet.Attributes;
using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Benchmarks;

/// <summary>The accounting of one reading of <c>pg_stat_statements</c>: 5,000 rows, of which a tenth has gained something.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class StatementsBenchmarks
{
    const int Statements = 5_000;

    readonly StatementRow[] rows = new StatementRow[Statements];
    StatementDeltas deltas = new(50);
    TimeSpan now;

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Statements; i++)
            rows[i] = new(new(5, 10, i * 7_919L, TopLevel: true), new(i, i, i * 0.01, 0, 0), new(0.02, 0.0001, 2), 0);
        deltas = new(50);
        deltas.Apply(rows, now);
    }

    [Benchmark(OperationsPerInvoke = Statements)]
    public void DeltaOfARow()
    {
        for (var i = 0; i < Statements; i += 10)
            rows[i] = rows[i] with { Counters = rows[i].Counters with { Calls = rows[i].Counters.Calls + 10, Seconds = rows[i].Counters.Seconds + (0.01 * (i % 97)) } };
        deltas.Apply(rows, now += TimeSpan.FromMinutes(1));
    }
}
