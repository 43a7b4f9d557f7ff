using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Validation;

/// <summary>Times that rules can be evaluated with. What is in the files, their loader judges.</summary>
internal sealed class RulesValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        CheckTime("rules.evaluation_interval", config.Rules.EvaluationInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        CheckTime("rules.retention", config.Rules.Retention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));

        void CheckTime(string path, TimeSpan time, TimeSpan shortest, TimeSpan longest)
        {
            if (time < shortest || time > longest)
                problems.Report(path, $"must be {Duration.Format(shortest)} to {Duration.Format(longest)}, not {Duration.Format(time)}");
        }
    }
}
