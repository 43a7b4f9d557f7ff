using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// Sequences near their end, from <c>pg_sequence</c> and their last values. The end is also that of the column that a sequence fills:
/// a <c>bigint</c> sequence behind an <c>int</c> column ends with the column.
/// </summary>
/// <remarks>One that has more numbers than anybody will ever draw is not looked at, because every look opens it.</remarks>
internal sealed class SequencesQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_sequence");

    const int Named = 10;

    static readonly string[] Labels = ["datname", "schemaname", "sequencename"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_sequences_unreadable", "Sequences whose values the role may not see.", "datname"), "unreadable"),
        new(Families.Gauge("pg_sequence_used_ratio", "Numbers drawn divided by those that there are for the sequence and its column, of the ten fullest sequences; at 1 inserts fail.", Labels), "used"),
        new(Families.Gauge("pg_sequence_last_value", "The number drawn last, of the same sequences.", Labels), "last"),
    ];

    /// <summary>SQL of the sequences that are looked at, and whether the role may see their values.</summary>
    internal const string Finite = $"""
        with sequences as materialized (
            select c.oid, n.nspname::text nspname, c.relname::text relname,
                   case when s.seqincrement > 0 then s.seqmin else s.seqmax end::numeric as first,
                   case when s.seqincrement > 0 then least(s.seqmax, type.most) else greatest(s.seqmin, -type.most - 1) end::numeric as ending,
                   s.seqincrement step, has_sequence_privilege(c.oid, 'SELECT,USAGE') readable, c.relowner
            from pg_sequence s
            join pg_class c on c.oid = s.seqrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
                                     and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
            left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
            cross join lateral (select case a.atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 else 9223372036854775807 end most) type
            where not s.seqcycle and c.relpersistence <> 't' and not (c.relpersistence = 'u' and pg_is_in_recovery()) and {RelationSql.IsUsers}
                  and not exists (select from pg_locks l where l.relation = c.oid and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))),
        finite as materialized (
            select * from sequences where abs(ending - first) / abs(step) < 1e15)
        """;

    readonly ViewRows reading = new(Columns, Labels);

    public Failure? Missing => reading.Sum(0) is > 0 and var count
        ? new(Reason.PermissionDenied, $"the role may not see the values of {count} sequences; GRANT SELECT ON ALL SEQUENCES IN SCHEMA … TO the role: metrics-agent doctor has the SQL")
        : null;

    public string Sql(ServerFacts server) => $"""
        {Finite},
        read as (
            select nspname, relname, last, coalesce((last - first) / nullif(ending - first, 0), 0) used
            from (select *, pg_sequence_last_value(oid) as last from finite where readable) f)
        select current_database()::text, nspname, relname, {ViewColumn.Select(Columns, server)}
        from (select '' nspname, '' relname, null::bigint as last, null::numeric used, count(*) filter (where not readable) unreadable
              from finite
              union all
              (select nspname, relname, last, used, null from read order by used desc, nspname, relname limit {Named})) rows
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
