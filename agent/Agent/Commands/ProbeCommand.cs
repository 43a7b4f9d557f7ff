using System.CommandLine;
using System.Security.Cryptography;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Commands;

/// <summary><c>probe</c>: one probe, where its time went and, if asked, why it ended as it did.</summary>
static class ProbeCommand
{
    internal const string Name = "probe";

    internal static Command Create()
    {
        var config = ConfigSource.Option();
        var target = new Argument<string>("target") { Description = "A URL, or the name of a target of the configuration.", HelpName = "URL|NAME" };
        target.CompletionSources.Add(_ => Targets());
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Tell every decision, the certificates and everything that was measured." };
        var output = OutputOption.Of("text", "json");
        var flags = new ProbeFlags();
        var command = new AgentCommand(Name, "Probes a URL, or a target of the configuration, once and shows where the time goes.", """
            Examples: metrics-agent probe https://example.org/health
                      metrics-agent probe https://api.internal/health --header 'Authorization: Bearer TOKEN' --body-matches '"status": *"ok"' --verbose
                      metrics-agent probe dns://192.0.2.53 --query-name example.org --query-type AAAA
                      metrics-agent probe api --output json
            A name takes its settings from the configuration, a URL from the options.
            Exit code: 0 when the probe succeeded, 2 when it failed, 3 when the command line or the configuration is wrong.
            """)
        {
            target,
            verbose,
            output,
            config,
        };
        foreach (var flag in flags.All)
            command.Add(flag);
        command.SetAction(async (parsed, cancel) =>
        {
            var wanted = parsed.GetValue(target)!;
            if (ProbeOnce.IsUrl(wanted) && parsed.GetResult(config) is { Implicit: false })
                return await Complaint.WriteAsync("--config is for a name; a URL has its settings from the options", ExitCode.Unknown);
            var found = ProbeOnce.IsUrl(wanted) ? flags.Target(parsed, wanted) : Configured(parsed, flags, wanted, parsed.GetValue(config));
            if (found is not var (probed, timeout))
                return ExitCode.Unknown;
            return await RunAsync(probed, timeout, parsed.GetValue(verbose), parsed.GetValue(output) == "json", cancel);
        });
        return command;
    }

    static async Task<int> RunAsync(ProbeTarget target, TimeSpan timeout, bool verbose, bool json, CancellationToken cancel)
    {
        var samples = new Samples();
        try
        {
            var report = await ProbeOnce.RunAsync(target.Url, target, timeout, TimeProvider.System, samples, explain: true, cancel);
            var store = new SnapshotStore(TimeProvider.System);
            store.Open(Name, TimeSpan.MaxValue).Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
            using var view = store.Read();
            var text = new ProbeOutput(ProbeOnce.Label(target.Url), report, view, verbose);
            Console.Write(json ? text.Json() : text.Text(Console.IsOutputRedirected ? ProbeOutput.UsualWidth : Console.WindowWidth));
            return report.Reason is null ? ExitCode.Ok : ExitCode.Critical;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return await Complaint.WriteAsync(e.Message, ExitCode.Unknown);
        }
    }

    static (ProbeTarget Target, TimeSpan Timeout)? Configured(ParseResult parsed, ProbeFlags flags, string name, string? file)
    {
        if (ConfigSource.Load(file) is not { Collectors.Probe: var probe })
            return null;
        var target = probe.Targets.FirstOrDefault(target => target.Name == name);
        if (target is null)
        {
            var names = probe.Targets.Count == 0 ? "none is configured" : $"there are: {string.Join(", ", probe.Targets.Select(each => each.Name))}";
            Console.Error.WriteLine($"metrics-agent: no probe target is called '{name}' ({names}), and it is no URL such as https://example.org/health");
            return null;
        }

        if (flags.Given(parsed) is { } flag)
        {
            Console.Error.WriteLine($"metrics-agent: {flag} is for a URL; '{name}' has its settings in the configuration");
            return null;
        }

        return (target, target.Timeout ?? probe.Timeout);
    }

    /// <summary>For the tab key; what is wrong with the configuration is not said there.</summary>
    static IEnumerable<string> Targets() => ConfigSource.Quietly()?.Collectors.Probe.Targets.Select(target => target.Name) ?? [];
}
