using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors;

/// <summary>The catalogue as <c>METRICS.md</c>: every family by collector, from the declarations that the collectors emit with.</summary>
public static class CatalogueDocument
{
    public static string Render(IEnumerable<CollectorEntry> entries)
    {
        var text = new StringBuilder("""
            # Metrics

            Every metric family by collector, generated from the declarations in the code: `metrics-agent collectors list --output markdown`.
            A part of a name in `<angle brackets>` is known only at run time.

            Where node_exporter, postgres_exporter or blackbox_exporter have a family of that meaning, this one has its name, type and
            labels. Deliberate differences:

            | family | difference | why |
            |---|---|---|
            | `node_exporter_build_info` | the agent's version; no `goversion`, no `tags` | node-mixin's dashboards ask for it to find machines |
            | `node_scrape_collector_success` | 1 also where there is nothing to read | a machine without RAID has no fault |
            | `node_netstat_Tcp_MaxConn` | absent when it is -1 | no limit is no number |
            | `node_nf_conntrack_entries` | with `procfs: /host/proc` the machine's | node_exporter shows those of its own network |
            | `pg_stat_activity_count`, `pg_stat_activity_max_tx_duration` | labels `datname`, `state` only | the seven-label product is unbounded; the other breakdowns are families of one or two labels |
            | `pg_replication_lag_seconds` | the age of the last transaction replayed while the standby's receiver is gone | 0 would say that all is well |
            | `pg_roles_connection_limit` | only roles that may log in | the others have no sessions |
            | `pg_stat_bgwriter_checkpoint*`, `pg_stat_bgwriter_buffers_{checkpoint,backend,backend_fsync}_total` | there on 17 and newer | dashboards go on; from `pg_stat_checkpointer` and `pg_stat_io` |
            | `pg_stat_database_conflicts_*` | only on a standby | nothing conflicts with recovery elsewhere |
            | `pg_stat_io_*` | combinations that have done anything | most of them never happen |
            | `pg_stat_progress_vacuum_max_dead_tuples` | absent on 17 and newer | the server counts bytes: `pg_stat_progress_vacuum_max_dead_tuple_bytes` |
            | `pg_stat_wal_receiver_*` | also without a replication slot | most standbys have none |
            | `pg_stat_statements_*` | the top statements by themselves, all others as `queryid="other"` | sums stay complete, cardinality stays bounded |
            | `probe_*` | labels `name`, `target` | without a Prometheus there is no relabelling that adds them |
            | counters without `_total` in OpenMetrics | type `unknown` | OpenMetrics would rename them; a name must not depend on the scraper |

            `pg_statement_exec_seconds` is an estimate: [how good it is](Postgres/LATENCY.md). Its sum also tells how much of the
            databases' work the statements explain (PostgreSQL 14+); well below 1, look for statements that fail or are evicted, or raise
            `pg_stat_statements.max`:

                sum by (datname) (rate(pg_statement_exec_seconds_sum[15m])) / sum by (datname) (rate(pg_stat_database_active_time_seconds_total[15m]))

            """.ReplaceLineEndings("\n"));
        foreach (var entry in entries)
        {
            text.Append($"\n## {entry.Name}\n\nReads {entry.Families.Source}.\n\n| family | type | labels | help |\n|---|---|---|---|\n");
            foreach (var family in entry.Families)
                Append(text, family.Name, family.Kind, family.Labels, family.Help);
            foreach (var pattern in entry.Families.Patterns)
                Append(text, pattern.Name, pattern.Kind, pattern.Labels, pattern.Help);
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, string name, FamilyKind kind, IReadOnlyList<string> labels, string help) =>
        text.Append($"| `{name}` | {kind.ToString().ToLowerInvariant()} | {string.Join(", ", labels.Select(label => $"`{label}`"))} | {help.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
}
