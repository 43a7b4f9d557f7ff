using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Two-phase transactions that nobody has ended yet, from <c>pg_prepared_xacts</c>. They hold locks and the xmin horizon.</summary>
internal sealed class PreparedTransactionsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_prepared_xacts");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_prepared_transactions", "Prepared transactions.", "datname"), "count(p.gid)"),
        new(Families.Gauge("pg_prepared_transactions_oldest_age_seconds", "Age of the oldest prepared transaction in seconds; absent when there is none.", "datname"), "extract(epoch from max(clock_timestamp() - p.prepared))"),
    ];

    readonly ViewRows reading = new(Columns, "datname");

    public string Sql(ServerFacts server) => $"""
        select d.datname::text, {ViewColumn.Select(Columns, server)}
        from pg_database d
        left join pg_prepared_xacts p on p.database = d.datname
        group by d.datname
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
