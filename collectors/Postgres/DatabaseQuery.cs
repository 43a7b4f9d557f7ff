using System.Globalization;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Work, sessions and trouble by database, from <c>pg_stat_database</c>.</summary>
internal sealed class DatabaseQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_database");

    static readonly Column[] Columns =
    [
        Gauge("numbackends", "numbackends", "Sessions connected to the database, the agent's own included."),
        Counter("xact_commit", "xact_commit", "Transactions committed."),
        Counter("xact_rollback", "xact_rollback", "Transactions rolled back."),
        Counter("blks_read", "blks_read", "Blocks read from outside shared_buffers: from the kernel's cache or from disk."),
        Counter("blks_hit", "blks_hit", "Blocks found in shared_buffers."),
        Counter("tup_returned", "tup_returned", "Rows that scans went over, of tables and of indexes."),
        Counter("tup_fetched", "tup_fetched", "Rows fetched by index scans."),
        Counter("tup_inserted", "tup_inserted", "Rows inserted."),
        Counter("tup_updated", "tup_updated", "Rows updated."),
        Counter("tup_deleted", "tup_deleted", "Rows deleted."),
        Counter("conflicts", "conflicts", "Queries cancelled on a standby because they conflicted with recovery."),
        Counter("temp_files", "temp_files", "Temporary files written by queries."),
        Counter("temp_bytes", "temp_bytes", "Bytes written to temporary files by queries."),
        Counter("deadlocks", "deadlocks", "Deadlocks detected."),
        Counter("blk_read_time", "blk_read_time", "Milliseconds spent reading blocks; 0 unless track_io_timing is on."),
        Counter("blk_write_time", "blk_write_time", "Milliseconds spent writing blocks; 0 unless track_io_timing is on."),
        Counter("stats_reset", "coalesce(extract(epoch from stats_reset), 0)", "When these statistics were last reset, in seconds of Unix time; 0 when never."),
        Counter("checksum_failures_total", "checksum_failures", "Blocks whose checksum was wrong. Shared catalogs have datid 0; absent where checksums are off.") with { OfShared = true },
        Gauge("checksum_last_failure_timestamp_seconds", "extract(epoch from checksum_last_failure)", "When a block's checksum was last wrong, in seconds of Unix time; absent when never.") with { OfShared = true },
        Counter("session_time_seconds_total", "session_time / 1000", "Seconds that sessions were connected, counted when their state changes.") with { Since = 14 },
        Counter("active_time_seconds_total", "active_time / 1000", "Seconds that sessions spent executing statements.") with { Since = 14 },
        Counter("idle_in_transaction_time_seconds_total", "idle_in_transaction_time / 1000", "Seconds that sessions were idle inside a transaction.") with { Since = 14 },
        Counter("sessions_total", "sessions", "Sessions established.") with { Since = 14 },
        Counter("sessions_abandoned_total", "sessions_abandoned", "Sessions that ended because the client was lost.") with { Since = 14 },
        Counter("sessions_fatal_total", "sessions_fatal", "Sessions that a fatal error ended.") with { Since = 14 },
        Counter("sessions_killed_total", "sessions_killed", "Sessions that an operator ended.") with { Since = 14 },
        Counter("parallel_workers_to_launch_total", "parallel_workers_to_launch", "Parallel workers that queries planned to use.") with { Since = 18 },
        Counter("parallel_workers_launched_total", "parallel_workers_launched", "Parallel workers that queries got.") with { Since = 18 },
    ];

    readonly List<DatabaseRow> reading = [];

    public string Sql(ServerFacts server)
    {
        var columns = from column in Columns
                      select column.Since <= server.Major ? $"({column.Expression})::float8" : "null::float8";
        return $"""
            select datid, datname::text, {string.Join(", ", columns)}
            from pg_stat_database
            order by datid
            """;
    }

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        var count = 0;
        for (; await rows.ReadAsync(cancel); count++)
        {
            if (count == reading.Count)
                reading.Add(new());
            reading[count].Read(rows);
        }

        reading.RemoveRange(count, reading.Count - count);
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    internal static void Emit(Samples samples, IReadOnlyList<DatabaseRow> reading)
    {
        foreach (var database in reading)
        {
            for (var i = 0; i < Columns.Length; i++)
            {
                if (!double.IsNaN(database.Values[i]) && (Columns[i].OfShared || database.Oid != 0))
                    samples.Add(Columns[i].Family, database.Values[i], database.Id, database.Name);
            }
        }
    }

    static Column Gauge(string name, string expression, string help) => new(Families.Gauge($"pg_stat_database_{name}", help, "datid", "datname"), expression);

    static Column Counter(string name, string expression, string help) => new(Families.Counter($"pg_stat_database_{name}", help, "datid", "datname"), expression);

    /// <param name="Since">The first major version that has it.</param>
    /// <param name="OfShared">Whether it is exposed for the relations that no database owns (datid 0) as well.</param>
    sealed record Column(Family Family, string Expression, int Since = 13, bool OfShared = false);

    /// <summary>One database; NaN where the server has no value. Kept from poll to poll.</summary>
    internal sealed class DatabaseRow
    {
        internal uint Oid { get; private set; }

        internal string Id { get; private set; } = "0";

        internal string Name { get; private set; } = "";

        internal double[] Values { get; } = new double[Columns.Length];

        internal void Read(NpgsqlDataReader rows)
        {
            var oid = rows.GetFieldValue<uint>(0);
            if (oid != Oid)
                Id = oid.ToString(CultureInfo.InvariantCulture);
            Oid = oid;
            Name = rows.Text(1);
            for (var i = 0; i < Values.Length; i++)
                Values[i] = rows.IsDBNull(i + 2) ? double.NaN : rows.GetDouble(i + 2);
        }
    }
}
