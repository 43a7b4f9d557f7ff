using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Routes that lead somewhere.</summary>
internal sealed partial class RoutesValidator(Surroundings around) : IValidator
{
    const string Root = "alerting.route";

    public void Check(AgentConfig config, Problems problems)
    {
        var alerting = config.Alerting;
        string[] receivers = [.. alerting.Receivers.Select(receiver => receiver.Name).Where(name => name.Length > 0).Distinct()];
        if (alerting.Route.Receiver.Length > 0)
            CheckReceiver(Root, alerting.Route.Receiver, receivers, problems);
        if (receivers.Length == 0 && alerting.Route.Routes.Count > 0)
            problems.Report($"{Root}.routes", "need receivers", "alerting.receivers");
        CheckGroups(Root, alerting.Route.GroupBy, alerting.Route.GroupInterval, alerting.Route.RepeatInterval, problems);
        if (alerting.ResolveTimeout < TimeSpan.FromSeconds(1))
            problems.Report("alerting.resolve_timeout", "must be at least 1s");
        else if (config.Rules.Enabled && receivers.Length > 0 && alerting.ResolveTimeout < config.Rules.EvaluationInterval * 2)
            problems.Report("alerting.resolve_timeout", "must be at least twice rules.evaluation_interval: every evaluation renews its alerts", "rules.evaluation_interval");
        foreach (var (index, route) in alerting.Route.Routes.Index())
            Check($"{Root}.routes[{index}]", route, receivers, problems);
    }

    void Check(string path, SubrouteConfig route, string[] receivers, Problems problems)
    {
        if (route.Receiver.Length > 0)
            CheckReceiver(path, route.Receiver, receivers, problems);
        CheckMatchers($"{path}.matchers", route.Matchers, around, problems);
        CheckGroups(path, route.GroupBy ?? [], route.GroupInterval, route.RepeatInterval, problems);
        foreach (var (index, below) in route.Routes.Index())
            Check($"{path}.routes[{index}]", below, receivers, problems);
    }

    internal static void CheckMatchers(string path, IReadOnlyList<string> matchers, Surroundings around, Problems problems)
    {
        foreach (var (index, matcher) in matchers.Index())
        {
            if (around.MatcherError?.Invoke(matcher) is { } problem)
                problems.Report($"{path}[{index}]", $"must be a matcher {problem}, not {Quote.Text(matcher)}");
        }
    }

    internal static void CheckLabels(string path, IReadOnlyList<string> labels, Problems problems)
    {
        foreach (var (index, label) in labels.Index())
        {
            if (!LabelName().IsMatch(label))
                problems.Report($"{path}[{index}]", $"must be the name of a label such as alertname, not {Quote.Text(label)}");
        }
    }

    static void CheckReceiver(string path, string receiver, string[] receivers, Problems problems)
    {
        if (!receivers.Contains(receiver))
            problems.Report($"{path}.receiver", $"must be the name of a receiver, {(receivers.Length == 0 ? "and there is none" : $"one of {string.Join(", ", receivers)}")}, not {Quote.Text(receiver)}", "alerting.receivers");
    }

    static void CheckGroups(string path, IReadOnlyList<string> groupBy, TimeSpan? interval, TimeSpan? repeat, Problems problems)
    {
        if (groupBy.Count > 1 && groupBy.Contains("..."))
            problems.Report($"{path}.group_by", "must be '...' alone, which tells each alert by itself, or names of labels");
        else if (groupBy is not ["..."])
            CheckLabels($"{path}.group_by", groupBy, problems);
        foreach (var (key, time) in new[] { ("group_interval", interval), ("repeat_interval", repeat) })
        {
            if (time < TimeSpan.FromSeconds(1))
                problems.Report($"{path}.{key}", "must be at least 1s");
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex LabelName();
}
