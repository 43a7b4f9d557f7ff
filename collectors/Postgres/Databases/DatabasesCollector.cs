using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// What is seen only from inside a database. One poll is a walk over all databases, one after the other on the second connection;
/// one that cannot be visited costs only its own series.
/// </summary>
/// <param name="cluster">The queries that are sent once a walk.</param>
/// <param name="create">The queries for one database.</param>
internal sealed class DatabasesCollector(
    PostgresVisits visits, DatabasesConfig config, IEnumerable<PlannedQuery> cluster, Func<string, IEnumerable<PlannedQuery>> create) : ICollector, IAsyncDisposable
{
    readonly ConnectionUser visitor = new("the walk through the databases", config.Timeout);
    readonly DatabaseList list = new(config);
    readonly QueryBatch cluster = new([.. cluster], once: true);
    readonly Dictionary<uint, WalkedDatabase> known = [];
    int walk;

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        walk++;
        var failure = await visits.VisitAsync(visitor, "", BeginAsync, cancel);
        if (failure is not null)
        {
            samples.Unavailable(failure.Reason, failure.Detail);
            return;
        }

        // Those that the last walk did not reach come first.
        foreach (var database in known.Values.Where(database => database.Walk != walk).OrderBy(database => database.Walk).ToArray())
            await VisitAsync(database, cancel);
        cluster.Emit(samples);
        foreach (var database in known.Values)
            database.Emit(samples);
        Report(samples);
    }

    public ValueTask DisposeAsync() => visits.DisposeAsync();

    /// <summary>Looks which databases there are, and reads the one that this is.</summary>
    async Task BeginAsync(PostgresLink link, CancellationToken cancel)
    {
        await list.ReadAsync(link, cancel);
        await cluster.ReadAsync(link, cancel);
        foreach (var (oid, name) in list.Found)
        {
            if (!known.TryGetValue(oid, out var database) || database.Name != name)
                known[oid] = database = new(name, create(name));
            database.Failure = null;
            if (name == link.Server.Database)
                await ReadAsync(database, link, cancel);
        }

        foreach (var gone in known.Keys.Except(list.Found.Select(found => found.Oid)).ToArray())
            known.Remove(gone);
    }

    async Task VisitAsync(WalkedDatabase database, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
            database.Failure = new(Reason.Timeout, "not reached before the deadline");
        else
            database.Failure = await visits.VisitAsync(visitor, database.Name, (link, token) => ReadAsync(database, link, token), cancel);
    }

    Task ReadAsync(WalkedDatabase database, PostgresLink link, CancellationToken cancel)
    {
        database.Walk = walk;
        return database.Batch.ReadAsync(link, cancel);
    }

    /// <summary>Names of databases are no labels: what is missing in several of them is one entry.</summary>
    void Report(Samples samples)
    {
        foreach (var (query, failure) in cluster.Failures)
            samples.Unavailable(query, failure.Reason, failure.Detail);
        var missing = from database in known.Values
                      from part in database.Failures
                      group (database.Name, part.Failure) by part.Part;
        foreach (var part in missing)
            samples.Unavailable(part.Key, part.First().Failure.Reason, string.Join("; ", from each in part select $"{each.Name}: {each.Failure.Detail}"));
    }
}
