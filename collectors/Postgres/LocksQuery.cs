using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Locks by database and mode, from <c>pg_locks</c>.</summary>
internal sealed class LocksQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_locks");

    static readonly Family Count = Families.Gauge("pg_locks_count", "Locks held or waited for on objects of the database, the agent's own left out.", "datname", "mode");

    /// <summary>As the server spells them, and as the label has them.</summary>
    static readonly (string Name, string Label)[] Modes =
        [.. from name in (string[])
            [
                "AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock",
                "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock", "SIReadLock",
            ]
            select (name, name.ToLowerInvariant())];

    readonly List<LockCount> reading = [];

    // Locks of prepared transactions have no pid.
    public string Sql(ServerFacts server) => """
        select d.datname::text, l.mode, coalesce(l.locks, 0)::int
        from pg_database d
        left join (select database, mode, count(*) locks from pg_locks where pid is distinct from pg_backend_pid() group by 1, 2) l
               on l.database = d.oid
        order by d.oid
        """;

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        reading.Clear();
        while (await rows.ReadAsync(cancel))
            reading.Add(new(rows.Text(0), rows.Text(1), rows.GetInt32(2)));
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    /// <param name="reading">Ordered by database; every database at least once.</param>
    internal static void Emit(Samples samples, IReadOnlyList<LockCount> reading)
    {
        for (var first = 0; first < reading.Count;)
        {
            var database = reading[first].Database;
            var end = first + 1;
            while (end < reading.Count && reading[end].Database == database)
                end++;
            foreach (var (name, label) in Modes)
            {
                var count = 0;
                for (var i = first; i < end; i++)
                    count += reading[i].Mode == name ? reading[i].Count : 0;
                samples.Add(Count, count, database, label);
            }

            first = end;
        }
    }
}

/// <param name="Mode">Empty for a database without locks.</param>
internal readonly record struct LockCount(string Database, string Mode, int Count);
