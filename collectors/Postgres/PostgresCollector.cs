using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Everything about a cluster that is cheap and is seen from any database: all queries of the catalogue in one round trip. A query
/// that fails is left out with its reason, and the others go on.
/// </summary>
internal sealed class PostgresCollector(PostgresSession session, QueryBatch batch) : ICollector, IAsyncDisposable
{
    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var failure = await session.UseAsync(batch.ReadAsync, cancel);
        samples.Add(InstanceQuery.Up, failure is null ? 1 : 0);
        if (failure is null)
            batch.Emit(samples);
        else
            samples.Unavailable(failure.Reason, failure.Detail);
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
