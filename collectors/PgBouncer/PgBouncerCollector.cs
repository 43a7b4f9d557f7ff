using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>What PgBouncer's admin console shows, under the names of pgbouncer_exporter.</summary>
internal sealed class PgBouncerCollector(ConsoleSession session, ConsoleBatch batch) : ICollector, IAsyncDisposable
{
    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var failure = await session.UseAsync(batch.ReadAsync, cancel);
        samples.Add(VersionTable.Up, failure is null ? 1 : 0);
        if (failure is null)
            batch.Emit(samples);
        else
            samples.Unavailable(failure.Reason, failure.Detail);
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
