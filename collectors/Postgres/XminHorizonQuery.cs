using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Who keeps VACUUM from cleaning up: the oldest transaction whose rows each kind of holder might still look at.</summary>
internal sealed class XminHorizonQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_activity, pg_prepared_xacts, pg_replication_slots, pg_stat_replication");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_xmin_horizon_age", "Age in transactions of the oldest one that a session, prepared_transaction, slot or standby holds; 0 when none does.", "holder"), "age"),
    ];

    readonly ViewRows reading = new(Columns, "holder");

    public string Sql(ServerFacts server) => $"""
        select holder, {ViewColumn.Select(Columns, server)}
        from (select 'session' holder, coalesce(max(greatest(age(backend_xmin), age(backend_xid))), 0) age
              from pg_stat_get_activity(null)
              where pid <> pg_backend_pid() and backend_type <> 'walsender'
              union all
              select 'prepared_transaction', coalesce(max(age(transaction)), 0) from pg_prepared_xacts
              union all
              select 'slot', coalesce(max(greatest(age(xmin), age(catalog_xmin))), 0) from pg_replication_slots
              union all
              select 'standby', coalesce(max(age(backend_xmin)), 0) from pg_stat_replication) holders
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see what other roles hold");

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
