using System.Globalization;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>The server itself: whether it answers, its version, when it started, what role it has in replication.</summary>
internal sealed class InstanceQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("PostgreSQL's system information functions");

    /// <summary>The collector's: whether the round trip of all queries came to an end.</summary>
    internal static readonly Family Up = Families.Gauge("pg_up", "1 when the server answered the last poll, else 0.");

    /// <summary>The collector's: whether all of its queries were read.</summary>
    internal static readonly Family LastScrapeError = Families.Gauge("pg_exporter_last_scrape_error", "1 when the last poll could not read everything, else 0; agent_collector_unavailable says what and why.");

    internal static readonly Family RoundTrips = Families.Counter("agent_postgres_roundtrips_total", "Times that the agent has read all of the cluster's views at once.");
    internal static readonly Family RoundTripSeconds = Families.Counter("agent_postgres_roundtrip_seconds_total", "Seconds that the agent has waited for these, from the first byte sent to the last read.");

    static readonly Family Static = Families.Untyped("pg_static", "The server's version; always 1.", "version", "short_version");
    static readonly Family StartTime = Families.Gauge("pg_postmaster_start_time_seconds", "When the server started, in seconds of Unix time.");
    static readonly Family ConfLoadTime = Families.Gauge("pg_conf_load_time_seconds", "When the server last loaded its configuration files, in seconds of Unix time.");
    static readonly Family IsReplica = Families.Gauge("pg_replication_is_replica", "1 when the server is in recovery, which a standby is, else 0.");

    InstanceReading reading;

    public string Sql(ServerFacts server) => """
        select version(), current_setting('server_version_num')::int, extract(epoch from pg_postmaster_start_time())::float8,
               extract(epoch from pg_conf_load_time())::float8, pg_is_in_recovery()
        """;

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        await rows.ReadAsync(cancel);
        var version = rows.GetInt32(1);
        if (version != reading.VersionNumber)
            reading = reading with { Version = rows.Text(0), ShortVersion = ShortVersion(version), VersionNumber = version };
        reading = reading with { StartTime = rows.GetDouble(2), ConfLoadTime = rows.GetDouble(3), InRecovery = rows.GetBoolean(4) };
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    internal static void Emit(Samples samples, InstanceReading reading)
    {
        samples.Add(Static, 1, reading.Version, reading.ShortVersion);
        samples.Add(StartTime, reading.StartTime);
        samples.Add(ConfLoadTime, reading.ConfLoadTime);
        samples.Add(IsReplica, reading.InRecovery ? 1 : 0);
    }

    /// <summary>150018 as postgres_exporter shows it: <c>15.18.0</c>.</summary>
    internal static string ShortVersion(int version) => string.Create(CultureInfo.InvariantCulture, $"{version / 10_000}.{version % 10_000}.0");
}

/// <summary>Times are seconds of Unix time.</summary>
internal readonly record struct InstanceReading(
    string Version, string ShortVersion, int VersionNumber, double StartTime, double ConfLoadTime, bool InRecovery);
