namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>What the role may do: enough to see everything, and nothing else.</summary>
static class RoleDiagnosis
{
    internal static IEnumerable<Finding> Of(DoctorReading reading)
    {
        var server = reading.Server;
        if (reading.IsSuperuser)
        {
            yield return Finding.Problem(
                "role", $"{server.Role} is a superuser: whoever has the agent's password has the server", "create a role for the agent with packaging/sql/role.sql, and use it");
            yield break;
        }

        yield return reading.IsMonitor ? Finding.Ok("role", $"{server.Role} has pg_monitor")
            : server.ReadsAllStats ? Finding.Hint("role", $"{server.Role} has pg_read_all_stats, but not pg_monitor: some settings and functions stay hidden", server.GrantMonitor)
            : Finding.Problem("role", $"{server.Role} sees neither other roles' sessions nor their statements", server.GrantMonitor);
        yield return reading.ConnectionLimit switch
        {
            < 0 => Finding.Hint("connection limit", $"{server.Role} may take all connections of the server", Limit(server)),
            < 2 => Finding.Problem("connection limit", $"{server.Role} may have {reading.ConnectionLimit} connections; the agent needs up to 2", Limit(server)),
            var limit => Finding.Ok("connection limit", $"{server.Role} may have {limit} connections"),
        };
    }

    static string Limit(ServerFacts server) => $"ALTER ROLE {ServerFacts.Quote(server.Role)} CONNECTION LIMIT 3;";
}
