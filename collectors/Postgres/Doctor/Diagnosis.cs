namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>What is to be said about a reading. Pure.</summary>
static class Diagnosis
{
    /// <summary>Majors that the tests run against.</summary>
    const int Oldest = 13;
    const int Newest = 18;

    /// <param name="statements">Whether the configuration collects <c>pg_stat_statements</c>.</param>
    internal static IReadOnlyList<Finding> Of(DoctorReading reading, bool statements) =>
    [
        Finding.Ok("connection", $"works, as role {reading.Server.Role} to database {reading.Server.Database}{(reading.Server.InRecovery ? ", a standby" : "")}"),
        Version(reading),
        .. Pooler(reading.Server),
        .. RoleDiagnosis.Of(reading),
        .. ConnectionsDiagnosis.Of(reading),
        .. SettingsDiagnosis.Of(reading),
        .. statements ? StatementsDiagnosis.Of(reading) : [],
    ];

    internal static IReadOnlyList<Finding> Of(Failure failure) => [new(FindingState.Error, "connection", failure.What, failure.Mend)];

    static Finding Version(DoctorReading reading) => reading.Server.Major switch
    {
        < Oldest => Finding.Problem("version", $"PostgreSQL {reading.Release} is older than {Oldest}; some queries will fail", $"upgrade the server to {Oldest} or newer"),
        > Newest => Finding.Ok("version", $"PostgreSQL {reading.Release}, newer than {Newest}, the newest this agent was tested with"),
        _ => Finding.Ok("version", $"PostgreSQL {reading.Release}"),
    };

    static IEnumerable<Finding> Pooler(ServerFacts server)
    {
        if (server.IsPooled)
            yield return Finding.Hint("pooler", "connected through a pooler such as PgBouncer: when it is down or full, the database looks down", "point the target at the server itself");
    }
}
