using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Whether logical subscriptions of this server run, and what went wrong, from <c>pg_stat_subscription</c> and <c>pg_stat_subscription_stats</c> (15+).</summary>
internal sealed class SubscriptionsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_subscription, pg_stat_subscription_stats");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_stat_subscription_running", "1 when the subscription's apply worker runs, else 0.", "subname"), "running"),
        new(Families.Gauge("pg_stat_subscription_sync_workers", "Workers that copy a table of the subscription.", "subname"), "sync_workers"),
        new(Families.Gauge("pg_stat_subscription_last_message_age_seconds", "Seconds since the last message from the publisher, which sends one at least every half wal_sender_timeout; absent while no worker runs.", "subname"), "greatest(0, extract(epoch from clock_timestamp() - receipt))"),
        new(Families.Gauge("pg_stat_subscription_lag_bytes", "WAL received that has not been reported to the publisher as done, in bytes; absent while no worker runs.", "subname"), "greatest(0, received - ended)"),
        new(Families.Counter("pg_stat_subscription_apply_errors_total", "Errors while changes were applied.", "subname"), "apply_error_count", Since: 15),
        new(Families.Counter("pg_stat_subscription_sync_errors_total", "Errors while tables were copied.", "subname"), "sync_error_count", Since: 15),
        Conflict("insert_exists", "Rows inserted that were there."),
        Conflict("update_origin_differs", "Rows updated that somebody else had changed."),
        Conflict("update_exists", "Rows updated to a key that was there."),
        Conflict("update_missing", "Rows to update that were not there."),
        Conflict("delete_origin_differs", "Rows deleted that somebody else had changed."),
        Conflict("delete_missing", "Rows to delete that were not there."),
        Conflict("multiple_unique_conflicts", "Rows that conflicted with several unique constraints."),
    ];

    readonly ViewRows reading = new(Columns, "subname");

    // A name is unique in its database only: those of one name are one.
    public string Sql(ServerFacts server) => $"""
        select s.subname::text, {ViewColumn.Select(Columns, server)}
        from (select subname, (count(pid) filter (where relid is null) > 0)::int running, count(pid) filter (where relid is not null) sync_workers,
                     min(last_msg_receipt_time) filter (where relid is null) receipt,
                     max(received_lsn - '0/0') filter (where relid is null) received, max(latest_end_lsn - '0/0') filter (where relid is null) ended
              from pg_stat_subscription
              group by 1) s
        {(server.Major < 15 ? "" : Statistics(server))}
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);

    static string Statistics(ServerFacts server) => $"""
        left join (select subname, {string.Join(", ", from name in Counted(server) select $"sum({name}) {name}")}
                   from pg_stat_subscription_stats
                   group by 1) t on t.subname = s.subname
        """;

    static IEnumerable<string> Counted(ServerFacts server) =>
        from column in Columns where column.Since >= 15 && column.Since <= server.Major select column.Expression;

    static ViewColumn Conflict(string name, string help) =>
        new(Families.Counter($"pg_stat_subscription_confl_{name}_total", help, "subname"), $"confl_{name}", Since: 18);
}
