namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>Whether the agent can still connect when everybody else has taken the rest.</summary>
static class ConnectionsDiagnosis
{
    const int FirstWithReserved = 16;
    const double NearlyFull = 0.8;

    internal static IEnumerable<Finding> Of(DoctorReading reading)
    {
        yield return Use(reading);
        if (reading.Server.Major >= FirstWithReserved && !reading.IsSuperuser)
            yield return Reserved(reading);
    }

    static Finding Use(DoctorReading reading)
    {
        var free = reading.MaxConnections - reading.SuperuserReserved - reading.Reserved;
        var what = $"{reading.Connections} of {free} connections are in use, the agent's included";
        const string Fix = "find out who holds them (pg_stat_activity_count), pool them, or raise max_connections and restart";
        return reading.Connections >= free ? Finding.Problem("connections", what, Fix)
            : reading.Connections >= free * NearlyFull ? Finding.Hint("connections", what, Fix)
            : Finding.Ok("connections", what);
    }

    static Finding Reserved(DoctorReading reading)
    {
        var grant = $"GRANT pg_use_reserved_connections TO {ServerFacts.Quote(reading.Server.Role)};";
        return (reading.Reserved, reading.UsesReserved) switch
        {
            (0, true) => Finding.Hint("reserved connections", "none is kept for roles like this one", "ALTER SYSTEM SET reserved_connections = 3; -- and restart"),
            (0, false) => Finding.Hint("reserved connections", "none is kept for the agent when the others have taken the rest", $"ALTER SYSTEM SET reserved_connections = 3; {grant} -- and restart"),
            (_, true) => Finding.Ok("reserved connections", $"{reading.Reserved} are kept for roles like this one"),
            (_, false) => Finding.Hint("reserved connections", $"{reading.Reserved} are kept, but not for this role", grant),
        };
    }
}
