using System.CommandLine;

namespace MetricsAgent.Commands;

/// <summary><c>check</c>: collects once and says what is up, with the exit code of a monitoring plugin.</summary>
static class CheckCommand
{
    internal const string Name = "check";

    internal static Command Create()
    {
        var config = ConfigSource.Option();
        var names = CollectorArgument.Create();
        var output = OutputOption.Of("text", "json");
        var command = new AgentCommand(Name, "Collects once and prints a table of what is up.", """
            Examples: metrics-agent check
                      PGHOST=127.0.0.1 PGUSER=monitor metrics-agent check postgres
            Exit code: 0 when everything that is watched is up, 2 when something is down,
            3 when that could not be found out (wrong configuration or command line).
            """)
        {
            names,
            config,
            output,
        };
        command.SetAction(async parsed =>
        {
            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Unknown;
            await using var once = new CollectOnce(loaded, parsed.GetValue(names) ?? []);
            if (once.Stranger() is { } stranger)
            {
                await Console.Error.WriteLineAsync(UnknownCollector.Text(stranger, once.Instances));
                return ExitCode.Unknown;
            }

            await once.PollAsync();
            using var view = once.Read();
            var report = CheckReport.Of(once.Readings, view);
            Console.Write(parsed.GetValue(output) == "json" ? report.Json() : report.Text());
            return report.IsUp ? ExitCode.Ok : ExitCode.Critical;
        });
        return command;
    }
}
