using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Connection limits of the roles that may log in, from <c>pg_roles</c>.</summary>
internal sealed class RolesQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_roles");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_roles_connection_limit", "Sessions that the role may have at most; -1 is without limit.", "rolname"), "rolconnlimit"),
    ];

    readonly ViewRows reading = new(Columns, "rolname");

    public string Sql(ServerFacts server) => $"select rolname::text, {ViewColumn.Select(Columns, server)} from pg_roles where rolcanlogin";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
