using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Everything about a cluster that is cheap and is seen from any database: all queries of the catalogue in one round trip. A query
/// that fails is left out with its reason, and the others go on.
/// </summary>
internal sealed class PostgresCollector(PostgresSession session, QueryBatch batch, TimeSpan timeout, TimeProvider clock) : ICollector, IAsyncDisposable
{
    readonly ConnectionUser user = new("postgres", timeout);
    long roundTrips;
    TimeSpan waited;

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var failure = await session.UseAsync(user, ReadAsync, cancel);
        samples.Add(InstanceQuery.Up, failure is null ? 1 : 0);
        samples.Add(InstanceQuery.LastScrapeError, failure is null && batch.IsComplete ? 0 : 1);
        if (failure is null)
        {
            batch.Emit(samples);
            foreach (var (query, missing) in batch.Failures)
                samples.Unavailable(query, missing.Reason, missing.Detail);
            samples.Add(InstanceQuery.RoundTrips, roundTrips);
            samples.Add(InstanceQuery.RoundTripSeconds, waited.TotalSeconds);
        }
        else
        {
            samples.Unavailable(failure.Reason, failure.Detail);
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    /// <summary>Times the server's answer, not the wait for a turn or for a connection.</summary>
    async Task ReadAsync(PostgresLink link, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        await batch.ReadAsync(link, cancel);
        await batch.ReadMoreAsync(link, cancel);
        waited += clock.GetElapsedTime(began);
        roundTrips++;
    }
}
