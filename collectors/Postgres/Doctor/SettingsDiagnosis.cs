namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>Settings without which statistics are empty.</summary>
static class SettingsDiagnosis
{
    internal static IEnumerable<Finding> Of(DoctorReading reading)
    {
        yield return reading.TracksActivities
            ? Finding.Ok("track_activities", "on")
            : Finding.Problem("track_activities", "off: nobody sees who is active and who waits", TurnOn("track_activities"));
        yield return reading.TracksCounts
            ? Finding.Ok("track_counts", "on")
            : Finding.Problem("track_counts", "off: no statistics of tables and databases, and autovacuum does not run", TurnOn("track_counts"));
        yield return reading.TracksIoTiming
            ? Finding.Ok("track_io_timing", "on")
            : Finding.Hint("track_io_timing", "off: times of reading and writing are 0; pg_test_timing tells whether the clock is fast enough", TurnOn("track_io_timing"));
    }

    internal static string TurnOn(string setting, string value = "on") => $"ALTER SYSTEM SET {setting} = {value}; SELECT pg_reload_conf();";
}
