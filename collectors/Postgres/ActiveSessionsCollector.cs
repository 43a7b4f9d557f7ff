using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>What the load on a server consists of: its active sessions, sampled every few seconds, as seconds that add up.</summary>
/// <param name="interval">From one sample to the next.</param>
/// <param name="patience">
/// After which the connection is given up. Everything about the server is read from it, so it is not the time that a sample may take:
/// a server that takes longer than that is slow, not down.
/// </param>
internal sealed class ActiveSessionsCollector(PostgresSession session, TimeSpan interval, TimeSpan patience, TimeProvider clock)
    : ICollector, IAsyncDisposable
{
    internal static readonly FamilySet Families = new("pg_stat_activity");

    static readonly Family WaitSeconds = Families.Counter(
        "pg_active_session_seconds_total",
        "Seconds that client sessions and their parallel workers have been active, by what they waited for, CPU being nothing; sampled, every 4 seconds by default.",
        "wait_event_type", "wait_event");
    static readonly Family DatabaseSeconds = Families.Counter(
        "pg_active_session_database_seconds_total",
        "The same seconds by database; sampled, every 4 seconds by default.",
        "datname");
    static readonly Family ApplicationSeconds = Families.Counter(
        "pg_active_session_application_seconds_total",
        "The same seconds by application_name, runs of digits as '#', the first 50 names, the rest in 'other'; sampled, every 4 seconds by default.",
        "application_name");

    const int LongestIntervals = 3;

    readonly ConnectionUser user = new("postgres.active_sessions", patience);
    readonly ActiveSessionsQuery query = new();
    readonly ActiveTime time = new(interval * LongestIntervals);
    readonly long began = clock.GetTimestamp();

    /// <summary>May go on after the poll that has begun it.</summary>
    Task<Failure?> sampling = Task.FromResult<Failure?>(null);

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (sampling.IsCompleted)
            sampling = SampleAsync();
        if (await InTimeAsync(cancel) is { } failure)
            samples.Unavailable(failure.Reason, failure.Detail);
        else
            Emit(samples, time);
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    internal static void Emit(Samples samples, ActiveTime time)
    {
        foreach (var (wait, spent) in time.Waits)
            samples.Add(WaitSeconds, spent.TotalSeconds, wait.Type, wait.Event);
        foreach (var (database, spent) in time.Databases)
            samples.Add(DatabaseSeconds, spent.TotalSeconds, database);
        foreach (var (application, spent) in time.Applications)
            samples.Add(ApplicationSeconds, spent.TotalSeconds, application);
    }

    async ValueTask<Failure?> InTimeAsync(CancellationToken cancel)
    {
        try
        {
            return await sampling.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return new(Reason.Timeout, "no answer before the deadline");
        }
    }

    async Task<Failure?> SampleAsync()
    {
        using var deadline = new CancellationTokenSource(patience, clock);
        var failure = await session.UseAsync(user, query.ReadAsync, deadline.Token) ?? query.Missing;
        if (failure is null)
            time.Add(query.Sample, clock.GetElapsedTime(began));
        return failure;
    }
}
