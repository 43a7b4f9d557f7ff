using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>How fast transaction ids are used up, and when each database has none left if that goes on. A standby assigns none.</summary>
internal sealed class WraparoundQuery(TimeProvider clock) : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_database, pg_current_snapshot()");

    static readonly Family Assigned = Families.Counter("pg_transaction_ids_total", "Transaction ids that the cluster has assigned since it was made; absent on a standby.");
    static readonly Family SecondsLeft = Families.Gauge("pg_database_wraparound_seconds_left", "Estimate of the seconds until the server refuses writes to protect the database, if ids are used up as in the last hour and none is frozen; absent in the agent's first 10 minutes, and while none is used up.", "datname");

    readonly List<(string Database, double Left)> reading = [];
    readonly TransactionRate rate = new();
    readonly long began = clock.GetTimestamp();
    double next;

    // The snapshot tells the next id without taking one.
    public string? Sql(ServerFacts server) => server.InRecovery ? null : $"""
        select datname::text, greatest(0, 2147483647 - {DatabaseAgeQuery.Reserve(server)} - age(datfrozenxid)::bigint)::float8,
               pg_snapshot_xmax(pg_current_snapshot())::text::float8
        from pg_database
        """;

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        reading.Clear();
        while (await rows.ReadAsync(cancel))
        {
            reading.Add((rows.Text(0), rows.GetDouble(1)));
            next = rows.GetDouble(2);
        }

        rate.Add(clock.GetElapsedTime(began), next);
    }

    public void Emit(Samples samples)
    {
        samples.Add(Assigned, next);
        if (rate.PerSecond is not > 0)
            return;
        foreach (var (database, left) in reading)
            samples.Add(SecondsLeft, left / rate.PerSecond.Value, database);
    }
}
