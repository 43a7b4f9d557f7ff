using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>Work of the user's functions, as <c>pg_stat_user_functions</c> has it, where <c>track_functions</c> is on. Those of one name are one.</summary>
internal sealed class FunctionsQuery(DatabaseScope scope) : RelationQuery(scope, Columns, labels: 2)
{
    internal static readonly FamilySet Families = new("pg_stat_user_functions");

    static readonly string[] Labels = ["datname", "schemaname", "funcname"];

    static readonly RelationColumn[] Columns =
    [
        Counter("calls_total", "calls", "Calls of the function.", RelationRank.Size),
        Counter("total_seconds_total", "pg_stat_get_function_total_time(oid) / 1000", "Seconds spent in the function and in all that it calls.", RelationRank.Activity),
        Counter("self_seconds_total", "pg_stat_get_function_self_time(oid) / 1000", "Seconds spent in the function itself."),
    ];

    protected override string? Select(ServerFacts server, string numbers) => $"""
        select oid, min(oid) over (partition by nspname, proname), nspname::text, proname::text, {numbers}
        from (select p.oid, n.nspname, p.proname, pg_stat_get_function_calls(p.oid) calls
              from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
              where p.oid >= 16384) functions
        where calls is not null
        """;

    static RelationColumn Counter(string name, string expression, string help, RelationRank rank = RelationRank.None) =>
        new(new(Families.Counter($"pg_stat_user_functions_{name}", help, Labels), expression), Grouping.Count, rank);
}
