using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Who is connected, what they do and what they wait for, from <c>pg_stat_activity</c>. Several families of one or two labels
/// instead of one with all of them. The agent's own session is left out of every one.
/// </summary>
internal sealed class ActivityQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_activity");

    static readonly Family Count = Families.Gauge("pg_stat_activity_count", "Sessions connected to the database, in that state.", "datname", "state");
    static readonly Family MaxTxDuration = Families.Gauge("pg_stat_activity_max_tx_duration", "Age in seconds of the oldest transaction of a session in that state; 0 when there is none.", "datname", "state");
    static readonly Family WaitCount = Families.Gauge("pg_stat_activity_wait_event_type_count", "Sessions by what they wait for; empty is nothing: they run.", "wait_event_type");
    static readonly Family ApplicationCount = Families.Gauge("pg_stat_activity_application_count", "Sessions by application_name, runs of digits as '#'; the 20 largest, the rest in 'other'.", "application_name");
    static readonly Family UserCount = Families.Gauge("pg_stat_activity_user_count", "Sessions by role; the 20 largest, the rest in 'other'.", "usename");
    static readonly Family BackendCount = Families.Gauge("pg_stat_activity_backend_count", "Server processes by type, background ones included.", "backend_type");
    static readonly Family OldestTransaction = Families.Gauge("pg_stat_activity_oldest_transaction_age_seconds", "Age in seconds of the oldest open transaction; 0 when there is none.", "datname");
    static readonly Family OldestQuery = Families.Gauge("pg_stat_activity_oldest_query_age_seconds", "Age in seconds of the statement that has been running longest; 0 when there is none.", "datname");
    static readonly Family OldestIdle = Families.Gauge("pg_stat_activity_oldest_idle_in_transaction_age_seconds", "Longest time in seconds that a session has been idle inside a transaction; 0 when there is none.", "datname");
    static readonly Family Transactions = Families.Gauge("pg_long_running_transactions", "Open transactions, however long they have been, without autovacuum's.");
    static readonly Family OldestOpen = Families.Gauge("pg_long_running_transactions_oldest_timestamp_seconds", "Age in seconds of the oldest of these, though the name says timestamp; 0 when there is none.");
    static readonly Family Idle = Families.Histogram("pg_process_idle_seconds", "Sessions by how long they have been idle, in seconds, at this moment: it does not add up over time. The applications are the 20 largest, the rest in 'other'.", IdleSessions.Bounds, "state", "application_name");
    static readonly Family Autovacuum = Families.Gauge("pg_stat_activity_autovacuum_timestamp_seconds", "When autovacuum began with the table, in seconds of Unix time.", "relname");

    const int MostNames = 20;

    /// <summary>Exposed for every database, with or without sessions.</summary>
    static readonly string[] States = ["active", "idle", "idle in transaction", "idle in transaction (aborted)", "fastpath function call", "disabled"];

    readonly List<ActivityRow> reading = [];

    // A full join, so that databases without sessions and processes without a database are both there.
    // Autovacuum writes what it does as if it were a query: "autovacuum: VACUUM ANALYZE public.t (to prevent wraparound)".
    public string Sql(ServerFacts server) => """
        select d.datname::text, a.pid, pg_get_userbyid(a.usesysid)::text, a.application_name, a.state, a.wait_event_type, a.backend_type,
               extract(epoch from clock_timestamp() - a.xact_start)::float8,
               extract(epoch from clock_timestamp() - a.query_start)::float8,
               extract(epoch from clock_timestamp() - a.state_change)::float8,
               case when a.backend_type = 'autovacuum worker'
                    then substring(a.query from '^autovacuum: [A-Z ]+[^.]*\.(.*?)(?: \(to prevent wraparound\))?$') end,
               extract(epoch from a.xact_start)::float8
        from (select * from pg_stat_get_activity(null) where pid <> pg_backend_pid()) a
        full join pg_database d on d.oid = a.datid
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role sees no other role's state");

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        reading.Clear();
        while (await rows.ReadAsync(cancel))
        {
            reading.Add(new(
                rows.Text(0), !rows.IsDBNull(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.Text(6),
                Age(rows, 7), Age(rows, 8), Age(rows, 9))
            {
                Vacuumed = rows.Text(10),
                TransactionStart = rows.IsDBNull(11) ? 0 : rows.GetDouble(11),
            });
        }
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    internal static void Emit(Samples samples, IReadOnlyList<ActivityRow> reading)
    {
        var states = new ActivityStates(States);
        var (waits, applications, users, backends) = (new Tally(), new Tally(), new Tally(), new Tally());
        foreach (var row in reading)
        {
            if (row.IsBackend)
                backends.Add(row.BackendType);
            if (row.Database.Length == 0)
                continue;
            states.Add(row);
            if (!row.IsSession)
                continue;
            waits.Add(row.WaitEventType);
            applications.Add(ApplicationName.Collapse(row.Application));
            users.Add(row.User);
        }

        foreach (var (database, state, count, oldest) in states.All)
        {
            samples.Add(Count, count, database, state);
            samples.Add(MaxTxDuration, oldest, database, state);
        }

        foreach (var (database, ages) in states.Oldest)
        {
            samples.Add(OldestTransaction, ages.Transaction, database);
            samples.Add(OldestQuery, ages.Query, database);
            samples.Add(OldestIdle, ages.IdleInTransaction, database);
        }

        EmitOpenTransactions(samples, reading);
        var largest = applications.Largest(MostNames);
        new IdleSessions(reading, largest).Emit(samples, Idle);
        waits.Emit(samples, WaitCount, int.MaxValue);
        applications.Emit(samples, ApplicationCount, largest);
        users.Emit(samples, UserCount, MostNames);
        backends.Emit(samples, BackendCount, int.MaxValue);
    }

    static void EmitOpenTransactions(Samples samples, IReadOnlyList<ActivityRow> reading)
    {
        var (open, oldest) = (0, 0.0);
        Dictionary<string, double>? vacuums = null;
        foreach (var row in reading)
        {
            // Tables of one name in several schemas or databases are one: the one that takes longest.
            if (row.Vacuumed.Length > 0)
                (vacuums ??= [])[row.Vacuumed] = Math.Min(row.TransactionStart, vacuums.GetValueOrDefault(row.Vacuumed, double.MaxValue));
            if (row.TransactionAge <= 0 || row.State == "idle" || row.BackendType == "autovacuum worker")
                continue;
            open++;
            oldest = Math.Max(oldest, row.TransactionAge);
        }

        foreach (var (table, began) in vacuums ?? [])
            samples.Add(Autovacuum, began, table);
        samples.Add(Transactions, open);
        samples.Add(OldestOpen, oldest);
    }

    /// <summary>Never negative, though clocks are read one after the other.</summary>
    static double Age(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? 0 : Math.Max(0, rows.GetDouble(column));
}

/// <summary>One server process, or one database without any. Texts are empty and ages 0 where the server has none.</summary>
internal readonly record struct ActivityRow(
    string Database, bool IsBackend, string User, string Application, string State, string WaitEventType, string BackendType,
    double TransactionAge, double QueryAge, double StateAge)
{
    /// <summary>Works for a client, in a database; background processes have no state.</summary>
    internal bool IsSession => State.Length > 0;

    /// <summary>The table that an autovacuum worker is at.</summary>
    internal string Vacuumed { get; init; } = "";

    /// <summary>In seconds of Unix time.</summary>
    internal double TransactionStart { get; init; }
}
