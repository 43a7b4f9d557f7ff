using System.CommandLine;
using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Collectors.Postgres.Doctor;

namespace MetricsAgent.Commands;

/// <summary><c>doctor</c>: what a PostgreSQL withholds from the agent, and the SQL that mends it.</summary>
static class DoctorCommand
{
    internal static Command Create()
    {
        var config = ConfigSource.Option();
        var output = OutputOption.Of("text", "json");
        var command = new AgentCommand("doctor", "Tells what every PostgreSQL target grants, has loaded, is outdated or off, and the SQL that fixes it; and whether every PgBouncer lets the agent look.", """
            Examples: metrics-agent doctor
                      PGHOST=127.0.0.1 PGUSER=monitor metrics-agent doctor --output json
            It changes nothing. Exit code: 0 when there is nothing to fix (hints are advice), 1 when there is a problem or a target
            cannot be reached, 2 when the configuration or the command line is wrong, or no PostgreSQL is configured.
            """)
        {
            config,
            output,
        };
        command.SetAction(async parsed =>
        {
            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Usage;
            var report = new DoctorReport(
            [
                .. await PostgresDoctor.ExamineAsync(loaded.Collectors.Postgres, Environment.GetEnvironmentVariable, TimeProvider.System),
                .. await PgBouncerDoctor.ExamineAsync(loaded.Collectors.PgBouncer, Environment.GetEnvironmentVariable, TimeProvider.System),
            ]);
            if (report.Targets.Count == 0)
                return await Complaint.WriteAsync("no PostgreSQL is configured; set PGHOST or DATABASE_URL, or collectors.postgres.targets", ExitCode.Usage);
            Console.Write(parsed.GetValue(output) == "json" ? report.Json() : report.Text());
            return report.IsToFix ? ExitCode.ToFix : ExitCode.Ok;
        });
        return command;
    }
}
