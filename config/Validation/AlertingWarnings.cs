using System.Globalization;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Validation;

/// <summary>What of alerting is probably not meant: receivers that nobody tells, repetitions that cannot be, silences that are over.</summary>
internal sealed class AlertingWarnings(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var alerting = config.Alerting;
        var used = alerting.Route.Routes.SelectMany(Receivers).Append(alerting.Route.Receiver.Length > 0 ? alerting.Route.Receiver : alerting.Receivers.Select(receiver => receiver.Name).FirstOrDefault("")).ToHashSet();
        foreach (var (index, receiver) in alerting.Receivers.Index())
        {
            if (receiver.Name.Length > 0 && !used.Contains(receiver.Name))
                problems.Warn($"alerting.receivers[{index}].name", $"is {Quote.Text(receiver.Name)}, which no route names: it is never told");
        }

        CheckTimes("alerting.route", alerting.Route.GroupInterval, alerting.Route.RepeatInterval, problems);
        CheckBelow("alerting.route", alerting.Route.Routes, alerting.Route.GroupInterval, alerting.Route.RepeatInterval, problems);
        foreach (var (index, silence) in alerting.Silences.Index())
        {
            if (DateTimeOffset.TryParse(silence.Until, CultureInfo.InvariantCulture, DateTimeStyles.None, out var until) && until <= around.Now?.Invoke())
                problems.Warn($"alerting.silences[{index}].until", "is past: the silence is over");
        }
    }

    static IEnumerable<string> Receivers(SubrouteConfig route) => route.Routes.SelectMany(Receivers).Append(route.Receiver);

    static void CheckBelow(string path, IReadOnlyList<SubrouteConfig> routes, TimeSpan group, TimeSpan repeat, Problems problems)
    {
        foreach (var (index, route) in routes.Index())
        {
            var (at, own, ownRepeat) = ($"{path}.routes[{index}]", route.GroupInterval ?? group, route.RepeatInterval ?? repeat);
            CheckTimes(at, own, ownRepeat, problems);
            CheckBelow(at, route.Routes, own, ownRepeat, problems);
        }
    }

    /// <summary>Where one of them is written; once for the routes that have it from there.</summary>
    static void CheckTimes(string path, TimeSpan group, TimeSpan repeat, Problems problems)
    {
        if (repeat < group && (problems.Has($"{path}.repeat_interval") || problems.Has($"{path}.group_interval")))
            problems.Warn($"{path}.repeat_interval", $"of {Duration.Format(repeat)} is shorter than group_interval: nothing is told again before {Duration.Format(group)}");
    }
}
