using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>How the rules that the agent evaluates fare.</summary>
internal sealed class RulesCollector(RuleCounts counts) : ICollector
{
    internal static readonly FamilySet Families = new("rules");

    static readonly Family Evaluations = Families.Counter("agent_rule_evaluations_total", "Evaluations of rules.", "rule_group");
    static readonly Family Failures = Families.Counter("agent_rule_evaluation_failures_total", "Evaluations of rules that failed.", "rule_group");
    static readonly Family Duration = Families.Gauge("agent_rule_group_last_duration_seconds", "Time that the last evaluation of a group took, in seconds.", "rule_group");
    static readonly Family Firing = Families.Gauge("agent_alerts_firing", "Alerts of the agent's own rules that fire.");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var (group, tally) in counts.All)
        {
            samples.Add(Evaluations, tally.Rules, group);
            samples.Add(Failures, tally.Failures, group);
            samples.Add(Duration, tally.Seconds, group);
        }

        if (counts.Firing is { } firing)
            samples.Add(Firing, firing);
        return ValueTask.CompletedTask;
    }
}
