using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Who keeps VACUUM from cleaning up: the oldest transaction whose rows each kind of holder might still look at.</summary>
internal sealed class XminHorizonQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_activity, pg_prepared_xacts, pg_replication_slots, pg_stat_replication");

    static readonly Family Age = Families.Gauge("pg_xmin_horizon_age", "Age in transactions of the oldest one that a session, prepared_transaction, slot or standby holds; 0 when none does.", "holder");
    static readonly Family HolderAge = Families.Gauge("pg_xmin_horizon_holder_age", "Age in transactions of the oldest of these, with who holds it: the application_name of a session, the gid of a prepared transaction, both with runs of digits as '#', the slot, or the application_name of a standby. The first 100 names, the rest in 'other'; absent when nobody holds one.", "holder", "name");

    const int MostNames = 100;

    readonly List<HorizonHolder> reading = [];
    readonly BoundedNames names = new(MostNames);

    public string Sql(ServerFacts server) => """
        select holder, coalesce(max(age), 0)::float8, (array_agg(name order by age desc nulls last))[1]
        from (values ('session'), ('prepared_transaction'), ('slot'), ('standby')) kinds (holder)
        left join (select 'session' holder, case backend_type when 'client backend' then application_name else backend_type end as name,
                          greatest(age(backend_xmin), age(backend_xid)) age
                   from pg_stat_get_activity(null)
                   where pid <> pg_backend_pid() and backend_type <> 'walsender'
                   union all
                   select 'prepared_transaction', gid, age(transaction) from pg_prepared_xacts
                   union all
                   select 'slot', slot_name::text, greatest(age(xmin), age(catalog_xmin)) from pg_replication_slots
                   union all
                   select 'standby', application_name, age(backend_xmin) from pg_stat_replication) holders using (holder)
        group by holder
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see what other roles hold");

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        reading.Clear();
        while (await rows.ReadAsync(cancel))
            reading.Add(new(rows.Text(0), rows.GetDouble(1), rows.Text(2)));
    }

    public void Emit(Samples samples) => Emit(samples, reading, names);

    internal static void Emit(Samples samples, IReadOnlyList<HorizonHolder> reading, BoundedNames names)
    {
        var oldest = default(HorizonHolder);
        foreach (var holder in reading)
        {
            samples.Add(Age, holder.Age, holder.Kind);
            if (holder.Age > oldest.Age)
                oldest = holder;
        }

        if (oldest.Age > 0)
            samples.Add(HolderAge, oldest.Age, oldest.Kind, names.Admit(Label(oldest)));
    }

    /// <summary>Slots and standbys are few and tell each other apart by a number.</summary>
    static string Label(HorizonHolder holder) => holder.Kind is "slot" or "standby" ? holder.Name : ApplicationName.Collapse(holder.Name);
}

/// <summary>The oldest of one kind; its age is 0 and its name means nothing where nobody of that kind holds anything.</summary>
internal readonly record struct HorizonHolder(string Kind, double Age, string Name);
