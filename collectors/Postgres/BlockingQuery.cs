using System.Globalization;
using System.Runtime.InteropServices;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Who waits for a lock, for how long, and who is at the root of it. A parallel worker counts as the session that it works for.
/// </summary>
internal sealed class BlockingQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_activity, pg_blocking_pids(), pg_locks");

    static readonly Family Blocked = Families.Gauge("pg_blocked_sessions", "Sessions that wait for a lock that others hold or have asked for before.", "datname");
    static readonly Family Longest = Families.Gauge("pg_longest_blocked_seconds", "Longest time in seconds that a session has been waiting for its lock, on 13 executing the statement that waits; 0 when none waits.", "datname");
    static readonly Family Roots = Families.Gauge("pg_blocking_roots", "Sessions that others wait for and that wait for nobody; prepared transactions count as one. 0 while sessions are blocked is a deadlock.");
    static readonly Family Depth = Families.Gauge("pg_blocking_depth", "Sessions that have to go on, one after the other, before the last of the longest chain can; 1 is waiting for a root, 0 when nobody waits for one.");
    static readonly Family RootBlocked = Families.Gauge("pg_blocking_root_blocked_sessions", "Sessions that wait, directly or not, for roots of that state and application, runs of digits as '#'; the 20 with the most roots, the rest in 'other'.", "state", "application_name");

    readonly List<BlockingRow> reading = [];

    // pg_blocking_pids() holds up everybody who locks: only for those who wait. While nobody does, the locks are not read either.
    // They are read from the function below pg_locks, so that nobody who locks the view takes this along.
    public string Sql(ServerFacts server) => $"""
        with session as materialized (
            select pid, datid, coalesce(leader_pid, pid) leader, coalesce(state, '') state, wait_event_type, query_start,
                   case backend_type when 'client backend' then application_name else backend_type end application
            from pg_stat_get_activity(null)
        ), blocked as materialized (
            select pid, pg_blocking_pids(pid) blockers from session where wait_event_type = 'Lock'
        )
        select d.datname::text, s.leader, s.state, s.application, array_to_string(s.blockers, ','),
               extract(epoch from clock_timestamp() - s.since)::float8
        from pg_database d
        left join (select s.*, b.blockers, {(server.Major < 14 ? "s.query_start" : "l.waitstart")} since
                   from session s
                   left join blocked b on b.pid = s.pid
                   {(server.Major < 14 ? "" : "left join (select pid, min(waitstart) waitstart from pg_lock_status() where not granted group by 1) l on l.pid = b.pid")}
                   where b.pid is not null or s.pid in (select unnest(blockers) from blocked)) s
               on s.datid = d.oid
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see who waits");

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        reading.Clear();
        while (await rows.ReadAsync(cancel))
        {
            reading.Add(new(
                rows.Text(0), rows.IsDBNull(1) ? 0 : rows.GetInt32(1), rows.Text(2), rows.Text(3), rows.Text(4),
                rows.IsDBNull(5) ? 0 : Math.Max(0, rows.GetDouble(5))));
        }
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    internal static void Emit(Samples samples, IReadOnlyList<BlockingRow> reading)
    {
        var tree = new BlockingTree();
        var databases = new Dictionary<string, (int Blocked, double Longest)>();
        var counted = new HashSet<int>();
        foreach (var row in reading)
        {
            ref var database = ref CollectionsMarshal.GetValueRefOrAddDefault(databases, row.Database, out _);
            if (row.Blockers.Length == 0)
                continue;
            database = (database.Blocked + (counted.Add(row.Session) ? 1 : 0), Math.Max(database.Longest, row.Waiting));
            foreach (var blocker in row.Blockers.AsSpan().Split(','))
                tree.Add(row.Session, int.Parse(row.Blockers.AsSpan(blocker), CultureInfo.InvariantCulture));
        }

        foreach (var (name, database) in databases)
        {
            samples.Add(Blocked, database.Blocked, name);
            samples.Add(Longest, database.Longest, name);
        }

        var roots = tree.Roots.ToArray();
        samples.Add(Roots, roots.Length);
        samples.Add(Depth, tree.Behind(roots).Depth);
        EmitRoots(samples, tree, BlockingRoots.Named(roots, reading));
    }

    static void EmitRoots(Samples samples, BlockingTree tree, IEnumerable<BlockingRoot> roots)
    {
        foreach (var alike in roots.GroupBy(root => (root.State, root.Application), root => root.Session))
            samples.Add(RootBlocked, tree.Behind(alike).Sessions, alike.Key.State, alike.Key.Application);
    }
}

/// <summary>A server process that waits or is waited for, or a database without any.</summary>
/// <param name="Session">Its pid, or that of the session that it works for; 0 where there is none.</param>
/// <param name="Application">The type of a process that has no client.</param>
/// <param name="Blockers">Pids with commas between; empty for who does not wait. 0 is a prepared transaction.</param>
/// <param name="Waiting">In seconds.</param>
internal readonly record struct BlockingRow(string Database, int Session, string State, string Application, string Blockers, double Waiting);
