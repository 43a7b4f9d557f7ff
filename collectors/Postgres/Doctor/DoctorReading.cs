using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>Everything about a server that decides what the agent gets from it; any role may read it.</summary>
internal sealed record DoctorReading(ServerFacts Server)
{
    internal const string Sql = """
        select current_setting('server_version'), r.rolsuper, r.rolconnlimit, pg_has_role('pg_monitor', 'usage'),
               coalesce((select pg_has_role(oid, 'usage') from pg_roles where rolname = 'pg_use_reserved_connections'), false),
               (select count(*)::int from pg_stat_get_activity(null)
                where backend_type = 'client backend' or (backend_type is null and datid is not null and usesysid is not null)),
               current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,
               coalesce(current_setting('reserved_connections', true), '0')::int,
               current_setting('track_activities'), current_setting('track_counts'), current_setting('track_io_timing'),
               current_setting('compute_query_id', true), current_setting('pg_stat_statements.max', true)::int,
               (select default_version from pg_available_extensions where name = 'pg_stat_statements'),
               p.setting, coalesce(p.pending_restart, false)
        from pg_roles r
        left join pg_settings p on p.name = 'shared_preload_libraries'
        where r.rolname = current_user
        """;

    /// <summary><c>server_version</c>, as people know it: <c>15.18 (Debian 15.18-0+deb12u1)</c>.</summary>
    internal string Release { get; init; } = "";

    internal bool IsSuperuser { get; init; }

    /// <summary>The role's <c>CONNECTION LIMIT</c>; -1 is none.</summary>
    internal int ConnectionLimit { get; init; } = -1;

    internal bool IsMonitor { get; init; }

    /// <summary>The role may use what <c>reserved_connections</c> keeps; 16 and newer.</summary>
    internal bool UsesReserved { get; init; }

    /// <summary>Client connections that count against <see cref="MaxConnections"/>.</summary>
    internal int Connections { get; init; }

    internal int MaxConnections { get; init; }
    internal int SuperuserReserved { get; init; }
    internal int Reserved { get; init; }
    internal bool TracksActivities { get; init; }
    internal bool TracksCounts { get; init; }
    internal bool TracksIoTiming { get; init; }

    /// <summary><c>compute_query_id</c>: off, on, auto or regress; null before 14, where the extension computes it.</summary>
    internal string? ComputeQueryId { get; init; }

    /// <summary><c>pg_stat_statements.max</c>, which exists when the library is loaded; null when it is not.</summary>
    internal int? StatementsMax { get; init; }

    /// <summary>The extension's version that the server's packages would install; null when they have none.</summary>
    internal Version? StatementsShipped { get; init; }

    /// <summary><c>shared_preload_libraries</c>; null when the role may not see it.</summary>
    internal string? Preloaded { get; init; }

    /// <summary>It was changed since the server started.</summary>
    internal bool PreloadIsPending { get; init; }

    /// <summary>Statements that are tracked at the moment, where that could be read.</summary>
    internal long? StatementsEntries { get; init; }

    /// <summary>Times that statements were discarded to make room; 14 and newer.</summary>
    internal long? StatementsDiscarded { get; init; }

    internal static async Task<DoctorReading> ReadAsync(PostgresLink link, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Sql, link.Connection);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new(link.Server)
        {
            Release = row.GetString(0),
            IsSuperuser = row.GetBoolean(1),
            ConnectionLimit = row.GetInt32(2),
            IsMonitor = row.GetBoolean(3),
            UsesReserved = row.GetBoolean(4),
            Connections = row.GetInt32(5),
            MaxConnections = row.GetInt32(6),
            SuperuserReserved = row.GetInt32(7),
            Reserved = row.GetInt32(8),
            TracksActivities = row.GetString(9) == "on",
            TracksCounts = row.GetString(10) == "on",
            TracksIoTiming = row.GetString(11) == "on",
            ComputeQueryId = row.IsDBNull(12) ? null : row.GetString(12),
            StatementsMax = row.IsDBNull(13) ? null : row.GetInt32(13),
            StatementsShipped = row.IsDBNull(14) ? null : ServerFacts.ExtensionVersion(row.GetString(14)),
            Preloaded = row.IsDBNull(15) ? null : row.GetString(15),
            PreloadIsPending = row.GetBoolean(16),
        };
    }
}
