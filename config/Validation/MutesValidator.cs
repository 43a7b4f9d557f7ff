using System.Globalization;
using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Inhibitions and silences that say which alerts they are about.</summary>
internal sealed partial class MutesValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        foreach (var (index, rule) in config.Alerting.InhibitRules.Index())
        {
            var path = $"alerting.inhibit_rules[{index}]";
            CheckMatchers($"{path}.source_matchers", rule.SourceMatchers, problems);
            CheckMatchers($"{path}.target_matchers", rule.TargetMatchers, problems);
            RoutesValidator.CheckLabels($"{path}.equal", rule.Equal, problems);
        }

        foreach (var (index, silence) in config.Alerting.Silences.Index())
        {
            var path = $"alerting.silences[{index}]";
            CheckMatchers($"{path}.matchers", silence.Matchers, problems);
            var (from, until) = (Time($"{path}.from", silence.From, problems), Time($"{path}.until", silence.Until, problems));
            if (until <= from)
                problems.Report($"{path}.until", "must be later than from", $"{path}.from");
        }
    }

    void CheckMatchers(string path, IReadOnlyList<string> matchers, Problems problems)
    {
        if (matchers.Count == 0)
            problems.Report(path, "are required: without one, every alert would be meant");
        RoutesValidator.CheckMatchers(path, matchers, around, problems);
    }

    static DateTimeOffset? Time(string path, string text, Problems problems)
    {
        if (text.Length == 0)
            return null;
        if (Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        problems.Report(path, $"must be a time such as 2026-11-21T20:00:00Z, not {Quote.Text(text)}");
        return null;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\z")]
    private static partial Regex Rfc3339();
}
