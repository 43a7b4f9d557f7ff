using System.CommandLine;
using MetricsAgent.Config.Reading;
using MetricsAgent.Rules;

namespace MetricsAgent.Commands.Check;

/// <summary><c>check</c>: what is up and which rules fire, at this moment, with the exit code of a monitoring plugin.</summary>
static class CheckCommand
{
    internal const string Name = "check";

    internal static Command Create()
    {
        var options = new CheckOptions();
        var command = new AgentCommand(Name, "Collects, judges every rule by what it finds, and says what is down and what fires.", """
            Examples: metrics-agent check
                      PGHOST=127.0.0.1 PGUSER=monitor metrics-agent check postgres PostgresConnections
                      metrics-agent check --output nagios --timeout 20s
                      metrics-agent check --expr pg_connections_used_ratio --warning 0.7 --critical 0.9
                      metrics-agent check --url http://10.0.0.5:9464 --output junit > report.xml
            With the names of collectors it says what is up, with those of alerts what fires, without any both. A moment is seen: ranges of rules
            are cut to it, and for is not waited for; --url asks an agent that has seen more. A range is [@]START:END: 0.7, 10:, ~:10, @10:20.
            Exit code: 0 when everything is up and nothing fires, 1 when an alert fires that warns, 2 when something is down or an alert is
            critical, 3 when that could not be found out (wrong configuration or command line, no answer in time).
            """)
        {
            options.Names,
        };
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction(async parsed =>
        {
            try
            {
                return await RunAsync(options, parsed);
            }
            catch (CheckException e)
            {
                return await Complaint.WriteAsync(e.Message, ExitCode.Unknown);
            }
        });
        return command;
    }

    static async Task<int> RunAsync(CheckOptions options, ParseResult parsed)
    {
        var (expression, timeout, sample, url) = (options.ReadExpression(parsed), options.ReadTimeout(parsed), options.ReadSample(parsed), options.ReadUrl(parsed));
        var (names, output) = (parsed.GetValue(options.Names) ?? [], parsed.GetValue(options.Output)!);
        if (url is not null)
            return Print(await AskAsync(url, timeout, names, expression), output);

        if (ConfigSource.Load(parsed.GetValue(options.Config)) is not { } loaded)
            return ExitCode.Unknown;
        var rules = RuleLoading.Load(loaded.Rules);
        foreach (var error in rules.Errors)
            await Console.Error.WriteLineAsync(error.ToString());
        if (rules.Errors.Count > 0)
            return ExitCode.Unknown;

        await using var run = new CheckRun(loaded, CheckQuestion.Of(names, rules, expression), sample, timeout);
        if (run.Stranger() is not { } stranger)
            return Print(await run.RunAsync(), output);
        await Console.Error.WriteLineAsync(stranger + Hint(names, rules));
        return ExitCode.Unknown;
    }

    static async Task<CheckReport> AskAsync(Uri url, TimeSpan timeout, string[] names, CheckExpression? expression)
    {
        try
        {
            return await new CheckAgent(url, timeout).AskAsync(names, expression).WaitAsync(timeout);
        }
        catch (Exception e) when (e is TimeoutException or TaskCanceledException)
        {
            return new([]) { Late = timeout };
        }
    }

    static int Print(CheckReport report, string output)
    {
        Console.Write(output switch
        {
            "json" => CheckJson.Render(report),
            "nagios" => CheckNagios.Render(report),
            "prometheus" => CheckPrometheus.Render(report),
            "junit" => CheckJunit.Render(report),
            _ => CheckText.Render(report),
        });
        return report.State.ExitCode();
    }

    static string Hint(IEnumerable<string> names, RuleSet rules)
    {
        string[] alerts = [.. rules.Rules.Where(rule => rule.Config.IsAlert).Select(rule => rule.Config.Name.Text)];
        return names.Where(name => !alerts.Contains(name)).Select(name => Suggestion.For(name, alerts)).FirstOrDefault(near => near is not null) is { } near
            ? $" There is an alert '{near}'."
            : "";
    }
}
