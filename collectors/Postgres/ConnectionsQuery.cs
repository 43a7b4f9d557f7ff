using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>How near the server is to refusing connections, from <c>pg_stat_activity</c> and the settings that limit it.</summary>
internal sealed class ConnectionsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_activity");

    static readonly Family Used = Families.Gauge("pg_connections_used", "Client connections, the agent's own included: those that count against max_connections.");
    static readonly Family Most = Families.Gauge("pg_connections_max", "Connections that the server accepts at most: max_connections.");
    static readonly Family Reserved = Families.Gauge("pg_connections_reserved", "Connections kept for superusers and for roles with pg_use_reserved_connections.");
    static readonly Family UsedRatio = Families.Gauge("pg_connections_used_ratio", "Client connections divided by those that everybody may have, max_connections less the reserved; at 1 the server refuses.");

    ConnectionsReading reading;

    // A role that may not see other roles' sessions still sees that they are there, and as whom and in which database.
    public string Sql(ServerFacts server) => """
        select count(*)::int, current_setting('max_connections')::int,
               current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', true), '0')::int
        from pg_stat_get_activity(null)
        where backend_type = 'client backend' or (backend_type is null and datid is not null and usesysid is not null)
        """;

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        await rows.ReadAsync(cancel);
        reading = new(rows.GetInt32(0), rows.GetInt32(1), rows.GetInt32(2));
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    internal static void Emit(Samples samples, ConnectionsReading reading)
    {
        samples.Add(Used, reading.Used);
        samples.Add(Most, reading.Most);
        samples.Add(Reserved, reading.Reserved);
        samples.Add(UsedRatio, (double)reading.Used / Math.Max(1, reading.Most - reading.Reserved));
    }
}

internal readonly record struct ConnectionsReading(int Used, int Most, int Reserved);
