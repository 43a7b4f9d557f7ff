namespace MetricsAgent.Collectors.Postgres;

/// <summary>A relation's name, out of the columns <c>relid</c> and <c>datname</c> of a view of the whole cluster.</summary>
static class RelationName
{
    /// <summary>
    /// With its schema, unless that is public. The number for a relation of another database than the connected one, whose catalog
    /// cannot be read from here.
    /// </summary>
    // Looked up for each row there is, which is mostly none; a join would go through pg_class.
    internal const string Sql = """
        coalesce(case when datname = current_database() then (
            select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.oid = relid) end, relid::text)
        """;
}
