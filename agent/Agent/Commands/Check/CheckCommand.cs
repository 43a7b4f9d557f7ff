using System.CommandLine;
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
                      metrics-agent check --expr pg_connections_used_ratio -w 0.7 -c 0.9
                      metrics-agent check --url http://10.0.0.5:9464 --output junit > report.xml
            With the names of collectors it says what is up, with those of alerts what fires, without any both. A moment is seen: ranges of rules
            are cut to it, and for is not waited for; --url asks an agent that has seen more: its alerts, which have waited for their for, and
            what /health says of the servers and URLs that it watches (probe, probe[api], postgres). A range is [@]START:END: 0.7, 10:, ~:10,
            @10:20. -c is the critical range, as every monitoring plugin has it; the configuration is --config.
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
            if (parsed.GetValue(options.Version))
            {
                Console.WriteLine(VersionCommand.Text);
                return ExitCode.Ok;
            }

            try
            {
                return await RunAsync(options, parsed);
            }
            catch (CheckException e)
            {
                foreach (var line in e.Lines)
                    await Console.Error.WriteLineAsync($"metrics-agent: {line}");
                return Refuse(parsed.GetValue(options.Output)!, e.Message);
            }
        });
        return command;
    }

    /// <summary>Of a command line that cannot be read, what whoever reads the output has to know.</summary>
    internal static void Refuse(ParseResult parsed)
    {
        // Its value cannot be asked for where anything is wrong.
        var output = parsed.CommandResult.Command.Options.First(option => option.Name == OutputOption.Name);
        if (parsed.GetResult(output) is { Tokens: [.., var notation] })
            Refuse(notation.Value, parsed.Errors[0].Message);
    }

    static async Task<int> RunAsync(CheckOptions options, ParseResult parsed)
    {
        var (expression, timeout, sample, url) = (options.ReadExpression(parsed), options.ReadTimeout(parsed), options.ReadSample(parsed), options.ReadUrl(parsed));
        var names = parsed.GetValue(options.Names) ?? [];
        var report = url is null ? await CollectAsync(parsed.GetValue(options.Config), names, expression, sample, timeout) : await AskAsync(url, timeout, names, expression);
        return Print(report with { IsVerbose = parsed.GetValue(options.Verbose) }, parsed.GetValue(options.Output)!);
    }

    /// <exception cref="CheckException">The configuration, the rules or the names are wrong.</exception>
    static async Task<CheckReport> CollectAsync(string? file, string[] names, CheckExpression? expression, TimeSpan sample, TimeSpan timeout)
    {
        var read = ConfigSource.Load(file, out _);
        if (read.Config is not { } loaded)
            throw CheckException.Printed([.. read.Errors.Select(error => $"{error}")]);
        var rules = RuleLoading.Load(loaded.Rules);
        foreach (var error in rules.Errors)
            await Console.Error.WriteLineAsync(error.ToString());
        if (rules.Errors.Count > 0)
            throw CheckException.Printed([.. rules.Errors.Select(error => $"{error}")]);

        await using var run = new CheckRun(loaded, CheckQuestion.Of(names, rules, expression), sample, timeout, Left(timeout));
        string[] strangers = [.. run.Strangers([.. rules.Rules.Where(rule => rule.Config.IsAlert).Select(rule => rule.Config.Name.Text).Distinct()])];
        return strangers.Length == 0 ? await run.RunAsync() : throw new CheckException(strangers);
    }

    static async Task<CheckReport> AskAsync(Uri url, TimeSpan timeout, string[] names, CheckExpression? expression)
    {
        try
        {
            return await new CheckAgent(url, timeout).AskAsync(names, expression).WaitAsync(Left(timeout));
        }
        catch (Exception e) when (e is TimeoutException or TaskCanceledException)
        {
            return new([]) { Late = timeout };
        }
    }

    static TimeSpan Left(TimeSpan timeout)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return Left(timeout, TimeProvider.System.GetUtcNow() - process.StartTime);
    }

    /// <summary>Whoever waits has waited since the process began. A clock that was set since then does not take more than half.</summary>
    internal static TimeSpan Left(TimeSpan timeout, TimeSpan passed) =>
        passed < TimeSpan.Zero ? timeout : passed < timeout / 2 ? timeout - passed : timeout / 2;

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

    /// <summary>A terminal has it on standard error already.</summary>
    static int Refuse(string output, string fault) => output == "text" ? ExitCode.Unknown : Print(new([]) { Fault = fault }, output);
}
