using System.CommandLine;
using MetricsAgent.Alerting;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;
using MetricsAgent.Rules;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetricsAgent.Commands;

/// <summary><c>alert test</c>: tells a receiver, and says what it answered.</summary>
static class AlertCommand
{
    internal static Command Create() =>
        new AgentCommand("alert", "Tries out who is told of alerts.", "Example: metrics-agent alert test on-call")
        {
            Test(),
        };

    static AgentCommand Test()
    {
        var config = ConfigSource.Option();
        var name = new Argument<string>("receiver") { Description = "A receiver of the configuration.", HelpName = "RECEIVER" };
        name.CompletionSources.Add(_ => ConfigSource.Quietly()?.Alerting.Receivers.Select(receiver => receiver.Name) ?? []);
        var command = new AgentCommand("test", "Sends a real alert to a receiver, then that it has ended, and prints what was answered.", """
            Example: metrics-agent alert test on-call --config agent.yaml
            Everything that the receiver is told by is tried, once: whoever is on call is called.
            Exit code: 0 when all of it was taken, 1 when something was not, or there was nobody to tell, 2 when the configuration or the command line is wrong.
            """)
        {
            name,
            config,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Usage;
            var wanted = parsed.GetValue(name)!;
            var receiver = loaded.Alerting.Receivers.FirstOrDefault(receiver => receiver.Name == wanted);
            if (receiver is not null)
                return await TellAsync(loaded, receiver, cancel) ? ExitCode.Ok : ExitCode.Failed;
            var names = loaded.Alerting.Receivers.Select(each => each.Name).ToArray();
            return await Complaint.WriteAsync($"no receiver is called '{wanted}' ({(names.Length == 0 ? "none is configured: see alerting.receivers" : $"there are: {string.Join(", ", names)}")})", ExitCode.Usage);
        });
        return command;
    }

    static async Task<bool> TellAsync(AgentConfig config, ReceiverConfig receiver, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var plan = new AlertingPlan(config, new NotificationCounts(), clock, NullLogger.Instance);
        var alert = new Alert(
            Labels.Of((Alert.NameLabel, "MetricsAgentTest"), (Alert.SeverityLabel, "info"), ("instance", Environment.MachineName)),
            Labels.Of(("summary", "This is a test of metrics-agent; nothing is the matter.")),
            clock.GetUtcNow(), null, 1, ExternalUrl.Of(config));
        var (all, told) = (true, 0);
        foreach (var (integration, notifier, _) in plan.Notifiers(receiver))
        {
            var firing = await notifier.NotifyAsync(Of(integration, alert, clock), cancel);
            await SayAsync(integration.Key, "firing", firing);
            if (firing.IsDelivered && integration.SendResolved)
                await SayAsync(integration.Key, "resolved", await notifier.NotifyAsync(Of(integration, alert with { EndsAt = clock.GetUtcNow() }, clock), cancel));
        }

        foreach (var alertmanager in plan.Alertmanagers(receiver))
        {
            await SayAsync(alertmanager.Name, "firing", await alertmanager.SendAsync([alert], cancel));
            await SayAsync(alertmanager.Name, "resolved", await alertmanager.SendAsync([alert with { EndsAt = clock.GetUtcNow() }], cancel));
        }

        if (told == 0)
            await Console.Error.WriteLineAsync($"metrics-agent: the receiver '{receiver.Name}' tells nobody: it has no slack_configs, email_configs or any other");
        return all && told > 0;

        async Task SayAsync(string who, string what, Delivery delivery)
        {
            all &= delivery.IsDelivered;
            told++;
            await Console.Out.WriteLineAsync($"{who}: {what} {(delivery.IsDelivered ? "taken" : "not taken")}, {delivery.Answer}");
        }
    }

    static Notification Of(Integration integration, Alert alert, TimeProvider clock) =>
        new(DedupKey.Of(Guid.NewGuid().ToString()), integration.Key, $"test:{alert.StartsAt.ToUnixTimeMilliseconds()}", Labels.Of((Alert.NameLabel, alert.Name)), [alert], clock.GetUtcNow());
}
