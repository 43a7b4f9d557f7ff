using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>How far each VACUUM has come, from <c>pg_stat_progress_vacuum</c>. What 17 counts in bytes is not called tuples.</summary>
internal sealed class VacuumProgressQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_progress_vacuum");

    static readonly Family Phase = Families.Gauge("pg_stat_progress_vacuum_phase", "1 for the phase that VACUUM is in, 0 for the others.", "datname", "relname", "phase");

    static readonly ViewColumn[] Columns =
    [
        Gauge("heap_blks", "heap_blks_total", "Blocks of the table."),
        Gauge("heap_blks_scanned", "heap_blks_scanned", "Blocks scanned."),
        Gauge("heap_blks_vacuumed", "heap_blks_vacuumed", "Blocks vacuumed."),
        Gauge("index_vacuums", "index_vacuum_count", "Times that all indexes were vacuumed."),
        Gauge("max_dead_tuples", "max_dead_tuples", "Dead rows that can be remembered before the indexes have to be vacuumed; to 16.") with { Until = 16 },
        Gauge("num_dead_tuples", "dead_tuples", "Dead rows remembered since the indexes were last vacuumed."),
        Gauge("max_dead_tuple_bytes", "max_dead_tuple_bytes", "Memory for dead rows before the indexes have to be vacuumed, in bytes; 17 and newer.") with { Since = 17 },
        Gauge("dead_tuple_bytes", "dead_tuple_bytes", "Memory used for dead rows since the indexes were last vacuumed, in bytes; 17 and newer.") with { Since = 17 },
        Gauge("indexes", "indexes_total", "Indexes to vacuum or clean up in this phase; 17 and newer.") with { Since = 17 },
        Gauge("indexes_processed", "indexes_processed", "Indexes vacuumed or cleaned up in this phase; 17 and newer.") with { Since = 17 },
    ];

    static readonly string[] Phases =
    [
        "initializing", "scanning heap", "vacuuming indexes", "vacuuming heap", "cleaning up indexes", "truncating heap", "performing final cleanup",
    ];

    readonly ViewRows reading = new(Columns, "datname", "relname", "phase");

    public string Sql(ServerFacts server) => $"""
        select datname::text, {RelationName.Sql}, phase, {ViewColumn.Select(Columns, server)}
        from (select *, {(server.Major < 17 ? "num_dead_tuples" : "num_dead_item_ids")} dead_tuples from pg_stat_progress_vacuum) v
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see what other roles' commands do");

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples)
    {
        foreach (var labels in reading.Labels)
        {
            foreach (var phase in Phases)
                samples.Add(Phase, phase == labels[2] ? 1 : 0, labels[0], labels[1], phase);
        }

        reading.Emit(samples);
    }

    static ViewColumn Gauge(string name, string expression, string help) =>
        new(Families.Gauge($"pg_stat_progress_vacuum_{name}", help, "datname", "relname"), expression);
}
