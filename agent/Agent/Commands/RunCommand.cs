using System.CommandLine;
using MetricsAgent.Config;
using MetricsAgent.Rules;

namespace MetricsAgent.Commands;

/// <summary><c>run</c>: polls and serves until it is told to stop.</summary>
static class RunCommand
{
    internal const string Name = "run";

    internal static Command Create()
    {
        var config = ConfigSource.Option();
        var listen = new Option<string?>("--listen")
        {
            Description = "Address to serve on, instead of the configuration's web.listen.",
            HelpName = "HOST:PORT",
        };
        var command = new AgentCommand(Name, "Polls the collectors and serves /metrics, /health/liveness and /health/readiness until SIGTERM or Ctrl-C.", """
            Example: metrics-agent run --config /etc/metrics-agent/agent.yaml
            Exit code: 0 when told to stop, 1 when it cannot serve, 2 when the configuration or the command line is wrong.
            """)
        {
            config,
            listen,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var result = ConfigSource.Load(parsed.GetValue(config), out _);
            var rules = result.Rules is { } asked ? RuleLoading.Load(asked) : new([], []);
            foreach (var line in rules.Errors.Concat(rules.Warnings).Concat(RuleLoading.NeverFiring(rules)))
                await Console.Error.WriteLineAsync(line.ToString());
            if (result.Config is not { } loaded || rules.Errors.Count > 0)
                return ExitCode.Usage;
            if (parsed.GetValue(listen) is { } address)
                loaded.Web.Listen = address;
            if (!ListenAddress.TryParse(loaded.Web.Listen, out _))
                return await Complaint.WriteAsync($"--listen '{loaded.Web.Listen}' is not HOST:PORT, such as 127.0.0.1:9464 or *:9464", ExitCode.Usage);
            return await AgentHost.RunAsync(loaded, rules, cancel);
        });
        return command;
    }
}
