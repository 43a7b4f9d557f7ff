namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>Whether <c>pg_stat_statements</c> tells which statements cost the time, and all of them.</summary>
static class StatementsDiagnosis
{
    const string Check = "pg_stat_statements";
    const string Room = "pg_stat_statements.max";
    const double NearlyFull = 0.95;

    internal static IEnumerable<Finding> Of(DoctorReading reading)
    {
        var loaded = reading.StatementsMax is not null;
        if (!loaded)
            yield return Finding.Problem("shared_preload_libraries", "pg_stat_statements is not loaded: nobody knows which statements cost the time", Preload(reading));
        yield return Extension(reading);
        if (!loaded)
            yield break;
        if (reading.ComputeQueryId is { } compute)
        {
            yield return compute == "off"
                ? Finding.Problem("compute_query_id", "off: no statement is tracked", SettingsDiagnosis.TurnOn("compute_query_id", "auto"))
                : Finding.Ok("compute_query_id", compute);
        }

        if (reading.StatementsEntries is { } entries)
            yield return Fill(entries, reading.StatementsMax!.Value, reading.StatementsDiscarded);
    }

    static Finding Extension(DoctorReading reading) => reading switch
    {
        { Server.Statements: null, StatementsShipped: null } =>
            Finding.Problem(Check, "the server's packages do not have it", "install PostgreSQL's contrib package"),
        { Server.Statements: null } =>
            Finding.Problem(Check, $"not installed in database {reading.Server.Database}", $"CREATE EXTENSION pg_stat_statements; -- in database {reading.Server.Database}"),
        { Server.Statements: var installed, StatementsShipped: { } shipped } when installed.Version < shipped =>
            Finding.Problem(Check, $"version {installed.Version}, but the server has {shipped}: newer columns are missing", $"ALTER EXTENSION pg_stat_statements UPDATE; -- in database {reading.Server.Database}"),
        { Server.Statements: var installed } =>
            Finding.Ok(Check, $"version {installed.Version} in schema {installed.Schema} of database {reading.Server.Database}"),
    };

    /// <summary>The list is extended, because ALTER SYSTEM replaces it; who may not see it is told to.</summary>
    static string Preload(DoctorReading reading) => reading switch
    {
        { PreloadIsPending: true } => "restart the server: shared_preload_libraries was changed since it started",
        { Preloaded: null } => "add pg_stat_statements to shared_preload_libraries and restart",
        { Preloaded: var list } => $"ALTER SYSTEM SET shared_preload_libraries = {string.Join(", ", Libraries(list).Append(Check).Select(name => $"'{name}'"))}; -- and restart",
    };

    static string[] Libraries(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static Finding Fill(long entries, int most, long? discarded)
    {
        var what = $"{entries} of {most} entries in use{(discarded is { } times ? $", discarded {times} times" : "")}";
        return entries >= most * NearlyFull || discarded > 0
            ? Finding.Hint(Room, $"{what}: what was discarded is missing from the sums", $"ALTER SYSTEM SET {Room} = {most * 2L}; -- and restart")
            : Finding.Ok(Room, what);
    }
}
