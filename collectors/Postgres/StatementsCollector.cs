using System.Globalization;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Which statements cost the most, from <c>pg_stat_statements</c>: the top by time, calls, time for I/O, temporary blocks and WAL each
/// with series of their own, all others together as <c>queryid="other"</c> of their database, so that the sums are complete.
/// </summary>
internal sealed class StatementsCollector(PostgresSession session, StatementsConfig config, TimeProvider clock) : ICollector, IAsyncDisposable
{
    internal static readonly FamilySet Families = new("pg_stat_statements");

    static readonly string[] Labels = ["user", "datname", "queryid"];

    static readonly Family Calls = Families.Counter("pg_stat_statements_calls_total", "Executions that came to an end.", Labels);
    static readonly Family Seconds = Families.Counter("pg_stat_statements_seconds_total", "Seconds spent executing.", Labels);
    static readonly Family Rows = Families.Counter("pg_stat_statements_rows_total", "Rows retrieved or changed.", Labels);
    static readonly Family ReadSeconds = Families.Counter("pg_stat_statements_block_read_seconds_total", "Seconds spent reading blocks; 0 unless track_io_timing is on.", Labels);
    static readonly Family WriteSeconds = Families.Counter("pg_stat_statements_block_write_seconds_total", "Seconds spent writing blocks; 0 unless track_io_timing is on.", Labels);
    static readonly Family TempBlocks = Families.Counter("pg_stat_statements_temp_blocks_total", "Blocks of temporary files read and written.", Labels);
    static readonly Family WalBytes = Families.Counter("pg_stat_statements_wal_bytes_total", "Bytes of WAL generated.", Labels);
    static readonly Family Text = Families.Counter("pg_stat_statements_query_id", "The text of a statement, without its literals, shortened; always 1.", "queryid", "query");
    static readonly Family Latency = Families.Histogram(
        "pg_statement_exec_seconds",
        "Estimate of how long top-level executions took, in seconds: count and sum are exact, the buckets follow from the mean and deviation of each statement.",
        LatencyHistogram.Bounds, "datname");
    static readonly Family SlowCalls = Families.Counter(
        "pg_stat_statements_slow_calls_total",
        "Top-level executions of statements whose mean between two readings was above the threshold, in seconds.", "datname", "threshold");
    static readonly Family Tracked = Families.Gauge("pg_stat_statements_entries", "Statements that the server tracks; see pg_settings_pg_stat_statements_max.");
    static readonly Family Deallocations = Families.Counter("pg_stat_statements_dealloc_total", "Times that the server discarded its least executed statements to make room.");

    static readonly Family ServerSeconds = Families.Counter(
        "agent_postgres_server_seconds_total",
        "Seconds that the server has spent on what the agent's role executes; absent for a superuser, whose statements may be the application's.");

    const string Other = "other";

    readonly ConnectionUser user = new("postgres.statements", config.Timeout);
    readonly StatementsQuery query = new();
    readonly StatementDeltas deltas = new(config.Top, [.. from threshold in config.Slow select threshold.TotalSeconds]);
    readonly StatementTexts texts = new(config.TextLength, clock);
    readonly long began = clock.GetTimestamp();
    double startedAt;
    double resetAt;

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var failure = await session.UseAsync(user, query.ReadAsync, cancel) ?? query.Missing;
        if (failure is not null)
        {
            samples.Unavailable(failure.Reason, failure.Detail);
            return;
        }

        Count(query.Reading);
        if (texts.AreDue(deltas.Slots.Taken))
            await session.UseAsync(user, (link, token) => texts.FetchAsync(link, deltas.Slots, token), cancel);
        Emit(samples, query.Reading, deltas);
        texts.Emit(samples, Text, deltas.Slots.Taken);
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    void Count(StatementsReading reading)
    {
        if (reading.StartedAt != startedAt)
            deltas.Rebase();
        else if (reading.ResetAt != resetAt)
            deltas.Reset();
        (startedAt, resetAt) = (reading.StartedAt, reading.ResetAt);
        deltas.Apply(reading.Rows.Span, clock.GetElapsedTime(began), unranked: reading.OwnRole);
    }

    internal static void Emit(Samples samples, StatementsReading reading, StatementDeltas deltas)
    {
        foreach (ref readonly var slot in deltas.Slots.Taken)
        {
            // Statements of a database that was dropped stay in the view.
            if (reading.Databases.TryGetValue(slot.Key.Database, out var database))
                Emit(samples, slot.Counters, User(reading, slot.Key.User), database, slot.QueryId);
        }

        foreach (var (oid, counters) in deltas.Others)
        {
            if (reading.Databases.TryGetValue(oid, out var database))
                Emit(samples, counters, Other, database, Other);
        }

        deltas.Latencies.Emit(samples, Latency, SlowCalls, reading.Databases);
        samples.Add(Tracked, reading.Rows.Length);
        if (reading.OwnRole != 0)
            samples.Add(ServerSeconds, deltas.UnrankedSeconds);
        if (reading.Deallocations is { } deallocations)
            samples.Add(Deallocations, deallocations);
    }

    static void Emit(Samples samples, in StatementCounters counters, string user, string database, string queryId)
    {
        samples.Add(Calls, counters.Calls, user, database, queryId);
        samples.Add(Seconds, counters.Seconds, user, database, queryId);
        samples.Add(Rows, counters.Rows, user, database, queryId);
        samples.Add(ReadSeconds, counters.ReadSeconds, user, database, queryId);
        samples.Add(WriteSeconds, counters.WriteSeconds, user, database, queryId);
        samples.Add(TempBlocks, counters.TempBlocks, user, database, queryId);
        samples.Add(WalBytes, counters.WalBytes, user, database, queryId);
    }

    /// <summary>As <c>pg_get_userbyid</c> names a role that was dropped.</summary>
    static string User(StatementsReading reading, uint oid) =>
        reading.Users.TryGetValue(oid, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"unknown (OID={oid})");
}
