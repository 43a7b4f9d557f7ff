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

            Where node_exporter, postgres_exporter, pgbouncer_exporter, blackbox_exporter, cAdvisor or process-exporter have a family of that meaning, this
            one has its name, type and labels. Deliberate differences:

            | family | difference | why |
            |---|---|---|
            | `container_*` | labels `id` and `name`, which is the configuration's; `id` is `/` and that name where a namespace hides the path | there is no container runtime to ask; `id="/"` is the whole machine to dashboards |
            | `container_memory_failcnt` | in version 2 the event `max` of `memory.events` | it counts the same: the limit was hit |
            | `container_oom_events_total` | processes killed, from `memory.events` or `memory.oom_control` | cAdvisor reads the kernel's log, which containers cannot |
            | `namedprocess_namegroup_{read,write}_bytes_total`, `_open_filedesc`, `_worst_fd_ratio` | absent where they cannot be read for every process of the group | 0 would say that nothing is read or open |
            | `node_exporter_build_info` | the agent's version; no `goversion`, no `tags` | node-mixin's dashboards ask for it to find machines |
            | `node_scrape_collector_success` | 1 also where there is nothing to read | a machine without RAID has no fault |
            | `node_hwmon_humidity` | a ratio | node_exporter has a tenth of it: the kernel counts thousandths of a per cent |
            | `node_md_degraded` | absent for arrays without redundancy | the kernel says nothing, which is not 0 |
            | `node_filesystem_*` | the agent's own root is there although it is an `overlay`, while `fs_types_exclude` is the default | a container has no other |
            | `node_netstat_Tcp_MaxConn` | absent when it is -1 | no limit is no number |
            | `node_network_speed_bytes` | absent where a driver does not know it, as with `--collector.netclass.ignore-invalid-speed` | -125000 is no speed |
            | `node_nf_conntrack_entries` | with `procfs: /host/proc` the machine's | node_exporter shows those of its own network |
            | `node_nvme_namespace_{capacity,size}_bytes` | an eighth of node_exporter's for namespaces with blocks of 4096 bytes | the kernel counts sectors of 512 bytes, whatever the blocks are |
            | `node_rapl_*_joules_total` | label `path` begins with `/sys` wherever sysfs is mounted | it is the machine's path |
            | `node_systemd_*` | restarts, tasks and start times need no flags of their own | node-mixin's alert reads the restarts |
            | families of `scrape` | a line that cannot be read costs itself, not the whole answer; `le` and `quantile` in one form (`1`, in OpenMetrics `1.0`); the count of a histogram is its bucket of everything | Prometheus refuses the whole; `agent_collector_unavailable` and the log say which line |
            | families of textfile | one with another help than another file's stays, under the first; a bad line or a timestamp does not cost the rest of its file | `node_textfile_scrape_error` is 1 as well, and the log says which line |
            | `pg_stat_activity_count`, `pg_stat_activity_max_tx_duration` | labels `datname`, `state` only | the seven-label product is unbounded; the other breakdowns are families of one or two labels |
            | `pg_database_wraparound_*` | also databases that accept no connections | they wrap around as well |
            | `pg_exporter_last_scrape_error` | also 1 when the role may not read something | `agent_collector_unavailable` says what and why |
            | `pg_long_running_transactions`, `pg_long_running_transactions_oldest_timestamp_seconds` | without the agent's own | it is never the one to look for |
            | `pg_process_idle_seconds` | every state and application, the 20 largest by themselves | postgres_exporter shows one of them, if any |
            | `pg_replication_lag_seconds` | the age of the last transaction replayed while the standby's receiver is gone | 0 would say that all is well |
            | `pg_replication_slots_slot_confirmed_flush_lsn` | every logical slot, in use or not | an idle one is the one to look for; physical slots have none |
            | `pg_roles_connection_limit` | only roles that may log in | the others have no sessions |
            | `pg_settings_*` | absent where the agent's session or role has its own value | `statement_timeout` would be the agent's, not the application's |
            | `pg_stat_activity_autovacuum_timestamp_seconds` | `relname` without "(to prevent wraparound)" | a table has one name |
            | `pg_stat_bgwriter_checkpoint*`, `pg_stat_bgwriter_buffers_{checkpoint,backend,backend_fsync}_total` | there on 17 and newer | dashboards go on; from `pg_stat_checkpointer` and `pg_stat_io` |
            | `pg_stat_database_conflicts_*` | only on a standby | nothing conflicts with recovery elsewhere |
            | `pg_stat_io_*` | combinations that have done anything | most of them never happen |
            | `pg_stat_progress_vacuum_max_dead_tuples` | absent on 17 and newer | the server counts bytes: `pg_stat_progress_vacuum_max_dead_tuple_bytes` |
            | `pg_stat_progress_vacuum_num_dead_tuples` | rows on 17 and newer as well | postgres_exporter has bytes there |
            | `pg_stat_user_tables_*`, `pg_statio_user_tables_*` | of every database; the top tables by themselves, all others of a database as `schemaname="",relname="other"`; partitions as one table, their root | one for each table is unbounded |
            | `pg_stat_user_tables_{table,index}_size_bytes` | exact for the largest tables, as of the last VACUUM or ANALYZE for others and while a table is locked | exact sizes take most of the time, and wait behind DDL |
            | `pg_statio_user_indexes_*` | label `datname` as well; the top indexes by themselves, all others as `indexrelname="other"` | there are several databases |
            | `pg_stat_wal_receiver_*` | also without a replication slot | most standbys have none |
            | `pg_stat_wal_receiver_upstream_node` | absent without repmgr | 0 is no node |
            | `pg_stat_statements_*` | the top statements by themselves, all others as `queryid="other"` | sums stay complete, cardinality stays bounded |
            | `pgbouncer_client_connections` | absent | the row of every client costs PgBouncer a hundred times what `SHOW POOLS` does at 4,000 of them; `pgbouncer_pools_*` has the sums |
            | `pgbouncer_databases_reserve_pool` | also from 1.24 on | the column was renamed, its meaning was not |
            | `pgbouncer_pools_client_maxwait_seconds` | with its microseconds | most waits are shorter than a second |
            | `pgbouncer_stats_*` | also as `pgbouncer_stats_totals_*` | pgbouncer_exporter renamed them in 0.11; dashboards for either go on |
            | `probe_success` | 0 as well when the body says that the service is unhealthy; `health: {fail_on: never}` for blackbox_exporter's meaning | [the service knows](Probe/HEALTH.md) |
            | `probe_*` | labels `name`, `target`, but for `GET /probe` | without a Prometheus there is no relabelling that adds them |
            | `probe_*` | absent where nothing is known: phases that did not finish, an answer that did not come | 0 is a number, and a good one |
            | `probe_dns_*` | an answer that does not fit is asked for again over TCP | resolvers do so |
            | `probe_grpc_ssl` | 1 over TLS also when the call failed | blackbox_exporter has 0 |
            | `probe_grpc_status_code` | absent when the server sent none | blackbox_exporter's library makes one up |
            | what `collectors.scrape` passes through | names that only Prometheus 3 takes have `_` for what is not legal; no timestamps; `_created`, units and exemplars in OpenMetrics only; labels sorted | as Prometheus' escaping `underscores`; staleness works without timestamps; the text format has no place for the others |
            | families that several targets, or a target and the agent, have | one type and help, the agent's or those of the target that the configuration has first; left out only where a histogram or summary meets something else, also under the name of its `_bucket`, `_sum` or `_count` | `agent_scrape_conflicts_total` counts them; the scrape never breaks |
            | `up`, `scrape_*` of a target | left out of what it exposes itself | they are Prometheus' own, about the target |
            | counters without `_total` in OpenMetrics | type `unknown` | OpenMetrics would rename them; a name must not depend on the scraper |

            Memory and CPU of a container against what it can have at most, whoever sets the limit (a cgroup around it, the machine):

                container_memory_working_set_bytes / container_memory_effective_limit_bytes
                rate(container_cpu_usage_seconds_total[5m]) / ignoring(cpu) container_cpu_effective_limit_cores

            A probe's counters and its histogram are made for an objective: how many probes were good, and how many were good and fast enough,
            of all that were made. The bounds are 5, 10, 25, 50, 100, 250, 500 ms, 1, 2.5, 5 and 10 s; failures are in no bucket, retries
            count as one probe:

                sum by (name) (increase(probe_successes_total[30d])) / sum by (name) (increase(probe_runs_total[30d])) > 0.999
                sum by (name) (increase(probe_latency_seconds_bucket{le="0.5"}[30d])) / sum by (name) (increase(probe_runs_total[30d])) > 0.95
                sum by (name, reason) (increase(probe_failures_total[1d]))

            Counters of `namedprocess_*` begin at 0 with the agent, and lack what processes do after the last poll that sees them: all
            of one that lives for less than an interval. PostgreSQL's memory, in which every process sees the same shared buffers, is
            `sum by (groupname) (namedprocess_namegroup_memory_once_bytes)`.

            Where the server's processes can be seen, `pg_backend_*` says which application burns the CPU of the database's machine, which
            database writes, and who holds the memory that is not shared:

                sum by (application_name) (rate(pg_backend_cpu_seconds_total[5m]))
                sum by (datname) (rate(pg_backend_written_bytes_total[5m]))
                topk(5, pg_backend_anonymous_memory_bytes)

            Its three labels are a product, of which few combinations are ever in use: the first 200 to come have series, all later ones are
            `datname="other",application_name="other"` by type. Parallel workers have the database and the application of their leader.
            Sums are complete: what a process uses after the last poll that sees it is known when it has ended, but no longer whose it was,
            and is in `backend_type="ended"`. Where that is most of it, sessions are too short, or parallel queries many: put a pooler before
            the server. From PostgreSQL 18 on most reads are those of an `io worker`, for whichever session (`io_method`), and writes have always
            been those of the checkpointer and the walwriter as well. `pg_backend_count` against `pg_stat_activity_backend_count` is what was found of what the server tells. All of the
            server's memory, each byte once, is `sum(pg_process_memory_bytes)`; its shared part is what the process that has touched most of
            it has touched, which from a restart on comes nearer to `pg_settings_shared_memory_size_bytes` (PostgreSQL 15+), its upper limit
            but for what parallel queries share.

            `probe_failure_reason` has one of a closed list, whatever the kind of the probe:

            | reason | |
            |---|---|
            | `dns` | the name does not resolve, or its servers did not answer in time |
            | `refused` | the host, the network on the way or a proxy, which answers `CONNECT` with an error, refused the connection |
            | `connect_timeout` | no answer to the attempt to connect |
            | `tls` | the handshake failed, for another reason than the certificate |
            | `certificate_expired` | a certificate of the chain is expired, or not valid yet |
            | `certificate_untrusted` | the certificate's authority is not trusted, or the chain is incomplete |
            | `certificate_name` | the certificate is for another host name |
            | `timeout` | connected, but the deadline came before the end of the answer |
            | `status` | of HTTP, also of the server that gives the token, when `probe_http_status_code` is 0; of gRPC, or not `SERVING`; a response code of DNS |
            | `header` | a header that is expected is missing or does not match |
            | `body` | a body, a line, bytes or records that do not match, or a body that says that the service is unhealthy |
            | `too_large` | the body or the headers are longer than allowed |
            | `redirects` | too many, one where there must be none, or one to something that is not HTTP |
            | `protocol` | closed or reset in the middle, or malformed |
            | `permission` | the agent itself may not ping or open the unix socket; `agent_collector_unavailable` and the log say what to give it |
            | `unreadable_file` | a file that the target's settings name cannot be read: nothing was asked |

            `pg_statement_exec_seconds` is an estimate: [how good it is](Postgres/LATENCY.md). Its sum also tells how much of the
            databases' work the statements explain (PostgreSQL 14+); well below 1, look for statements that fail or are evicted, or raise
            `pg_stat_statements.max`:

                sum by (datname) (rate(pg_statement_exec_seconds_sum[15m])) / sum by (datname) (rate(pg_stat_database_active_time_seconds_total[15m]))

            """.ReplaceLineEndings("\n"));
        foreach (var entry in entries)
        {
            text.Append($"\n## {entry.Name}\n\nReads {entry.Families.Source}.{(entry.IsOptIn ? OptIn(entry) : "")}\n\n| family | type | labels | help |\n|---|---|---|---|\n");
            foreach (var family in entry.Families)
                Append(text, family.Name, family.Kind, family.Labels, family.Help);
            foreach (var pattern in entry.Families.Patterns)
                Append(text, pattern.Name, pattern.Kind, pattern.Labels, pattern.Help);
        }

        return text.ToString();
    }

    static string OptIn(CollectorEntry entry) => $" Off by default: `enable: [{entry.Name[(entry.Domain.Length + 1)..]}]`.";

    static void Append(StringBuilder text, string name, FamilyKind kind, IReadOnlyList<string> labels, string help) =>
        text.Append($"| `{name}` | {kind.ToString().ToLowerInvariant()} | {string.Join(", ", labels.Select(label => $"`{label}`"))} | {help.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
}
