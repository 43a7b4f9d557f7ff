namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>Parts of the statements over relations, for a <c>with</c>.</summary>
static class RelationSql
{
    /// <summary><c>tree(relid, root, nspname, relname)</c>: every partition of a table or of an index, however deep, and what is at the top of it.</summary>
    internal const string Tree = """
        recursive tree as (
            select i.inhrelid relid, c.oid root, n.nspname, c.relname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_inherits i on i.inhparent = c.oid
            where c.relkind in ('p', 'I') and not c.relispartition
            union all
            select i.inhrelid, t.root, t.nspname, t.relname
            from tree t
            join pg_inherits i on i.inhparent = t.relid)
        """;

    /// <summary>
    /// <c>locked(relid)</c>: tables that somebody holds or wants for himself alone, or one of their indexes. Whoever asks for their size
    /// would wait, and everybody else behind him.
    /// </summary>
    internal const string Locked = """
        locked as materialized (
            select coalesce(i.indrelid, l.relation) relid
            from pg_locks l
            left join pg_index i on i.indexrelid = l.relation
            where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.relation is not null)
        """;

    /// <summary>Whether a schema is the user's own: of <c>pg_namespace n</c>.</summary>
    internal const string IsUsers = "n.nspname !~ '^pg_(catalog|toast|temp_|toast_temp_)' and n.nspname <> 'information_schema'";

    /// <summary>The same for an index of any of its tables, or of their TOAST: of <c>pg_index i</c>. Lower numbers are the server's own.</summary>
    internal const string IsUsersIndex = "i.indrelid >= 16384";

    /// <summary>
    /// The users' indexes <c>c</c> (<c>pg_index i</c>) of tables <c>t</c>, and what their partitions belong to: <c>r</c> of the index, <c>p</c> of
    /// the table, both from <see cref="Tree"/>.
    /// </summary>
    internal const string FromIndexes = $"""
        from pg_index i
        join pg_class c on c.oid = i.indexrelid
        join pg_class t on t.oid = i.indrelid
        join pg_namespace n on n.oid = c.relnamespace
        left join tree r on r.relid = c.oid
        left join tree p on p.relid = t.oid
        where c.relkind = 'i' and t.relkind in ('r', 'm') and t.relpersistence <> 't' and {IsUsers}
        """;

    internal const string BlockSize = "current_setting('block_size')::bigint";
}
