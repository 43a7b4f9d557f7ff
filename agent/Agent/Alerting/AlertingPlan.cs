using System.Globalization;
using System.Net;
using MetricsAgent.Alerting.Receivers;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;
using MetricsAgent.Rules;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Alerting;

/// <summary>What a configuration makes of routes, receivers and mutes.</summary>
internal sealed class AlertingPlan(AgentConfig config, NotificationCounts counts, TimeProvider clock, ILogger logger)
{
    readonly AlertingConfig alerting = config.Alerting;

    /// <summary>Whether there is anybody to be told.</summary>
    internal bool HasReceivers => alerting.Receivers.Count > 0;

    internal TimeSpan ResolveTimeout => alerting.ResolveTimeout;

    internal string ExternalUrl { get; } = ExternalUrlOf(config);

    /// <summary>As systemd names it where the configuration does not; null for nowhere.</summary>
    internal string? StateDirectory(Func<string, string?> environment) =>
        alerting.StateDirectory.Length > 0 ? alerting.StateDirectory
        : environment("STATE_DIRECTORY") is { Length: > 0 } given ? given.Split(':')[0]
        : null;

    internal Route Root()
    {
        var root = new Route
        {
            Receiver = alerting.Route.Receiver.Length > 0 ? alerting.Route.Receiver : alerting.Receivers.Select(receiver => receiver.Name).FirstOrDefault(""),
            GroupBy = alerting.Route.GroupBy,
            GroupWait = alerting.Route.GroupWait,
            GroupInterval = alerting.Route.GroupInterval,
            RepeatInterval = alerting.Route.RepeatInterval,
        };
        return root with { Routes = [.. alerting.Route.Routes.Select(route => Below(root, route))] };
    }

    internal IReadOnlyList<InhibitRule> InhibitRules() =>
        [.. alerting.InhibitRules.Select(rule => new InhibitRule(Matchers(rule.SourceMatchers), Matchers(rule.TargetMatchers), rule.Equal))];

    internal IReadOnlyList<Silence> FixedSilences() => [.. alerting.Silences.Select((silence, index) => new Silence(
        $"file-{index}", Matchers(silence.Matchers), Time(silence.From, DateTimeOffset.UnixEpoch), Time(silence.Until, DateTimeOffset.UnixEpoch.AddYears(8000)),
        DateTimeOffset.UnixEpoch, "configuration", silence.Comment))];

    /// <summary>Everybody who is told in groups.</summary>
    internal IReadOnlyList<(Integration Integration, INotifier Notifier, SendBudget Budget)> Notifiers() =>
        [.. alerting.Receivers.SelectMany(receiver => Notifiers(receiver))];

    internal IReadOnlyList<AlertmanagerPeer> Alertmanagers() => [.. alerting.Receivers.SelectMany(receiver => Alertmanagers(receiver))];

    internal IEnumerable<AlertmanagerPeer> Alertmanagers(ReceiverConfig receiver) =>
        from alertmanager in receiver.AlertmanagerConfigs
        let http = new HttpDelivery(alertmanager, clock)
        from url in alertmanager.Urls
        select new AlertmanagerPeer(receiver.Name, new(url), http, counts, clock, logger, ExternalUrl);

    internal IEnumerable<(Integration Integration, INotifier Notifier, SendBudget Budget)> Notifiers(ReceiverConfig receiver)
    {
        foreach (var (index, slack) in receiver.SlackConfigs.Index())
            yield return (Of("slack", index, slack), new SlackNotifier(slack, new(slack, clock)), OneASecond());
        foreach (var (index, pagerduty) in receiver.PagerDutyConfigs.Index())
            yield return (Of("pagerduty", index, pagerduty), new PagerDutyNotifier(pagerduty, new(pagerduty, clock), ExternalUrl), TwoASecond());
        foreach (var (index, webhook) in receiver.WebhookConfigs.Index())
            yield return (Of("webhook", index, webhook), new WebhookNotifier(webhook, receiver.Name, new(webhook, clock), ExternalUrl), Hundred());
        foreach (var (index, email) in receiver.EmailConfigs.Index())
            yield return (Of("email", index, email), new EmailNotifier(email, clock), OneASecond());
        // One message for each number: that one is refused does not send it to the others again.
        var numbers = 0;
        foreach (var whatsapp in receiver.WhatsAppConfigs)
        {
            var http = new HttpDelivery(whatsapp, clock);
            foreach (var number in whatsapp.To)
                yield return (Of("whatsapp", numbers++, whatsapp), new WhatsAppNotifier(whatsapp, number, http), OneASecond());
        }

        foreach (var (index, sentry) in receiver.SentryConfigs.Index())
            yield return (Of("sentry", index, sentry), new SentryNotifier(sentry, new(sentry, clock), clock), TwoASecond());

        Integration Of(string kind, int index, IntegrationConfig integration) => new(receiver.Name, kind, index, integration.SendResolved);
    }

    /// <summary>Where people reach the agent: as the configuration says, otherwise where it listens.</summary>
    internal static string ExternalUrlOf(AgentConfig config) => config.Alerting.ExternalUrl.Length > 0 ? config.Alerting.ExternalUrl : Address(config.Web.Listen);

    static Route Below(Route parent, SubrouteConfig config)
    {
        var matchers = Matchers(config.Matchers);
        var route = new Route
        {
            Key = Route.KeyBelow(parent.Key, matchers),
            Receiver = config.Receiver.Length > 0 ? config.Receiver : parent.Receiver,
            GroupBy = config.GroupBy ?? parent.GroupBy,
            Matchers = matchers,
            Continue = config.Continue,
            GroupWait = config.GroupWait ?? parent.GroupWait,
            GroupInterval = config.GroupInterval ?? parent.GroupInterval,
            RepeatInterval = config.RepeatInterval ?? parent.RepeatInterval,
        };
        return route with { Routes = [.. config.Routes.Select(below => Below(route, below))] };
    }

    static IReadOnlyList<LabelMatcher> Matchers(IReadOnlyList<string> texts) =>
        [.. texts.Select(text => MatcherText.TryParse(text, out var matcher, out var problem) ? matcher : throw new ArgumentException($"'{text}' is no matcher {problem}."))];

    static DateTimeOffset Time(string text, DateTimeOffset otherwise) => text.Length == 0 ? otherwise : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>This host's name where the agent listens on all addresses.</summary>
    static string Address(string listen)
    {
        if (!ListenAddress.TryParse(listen, out var address))
            return "http://localhost/";
        var host = IPAddress.Any.Equals(address.Address) || IPAddress.IPv6Any.Equals(address.Address) ? Environment.MachineName : address.Address?.ToString() ?? "localhost";
        return $"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{address.Port}/";
    }

    static SendBudget OneASecond() => new(burst: 5, TimeSpan.FromSeconds(1));

    static SendBudget TwoASecond() => new(burst: 20, TimeSpan.FromMilliseconds(500));

    static SendBudget Hundred() => new(burst: 100, TimeSpan.FromMilliseconds(10));
}
