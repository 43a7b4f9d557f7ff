using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>Whether the probes keep their intervals, or wait for their turn because too many others are under way.</summary>
/// <param name="turns">Of all targets.</param>
internal sealed class ProbePollsCollector(PollTurns turns) : ICollector
{
    internal static readonly FamilySet Families = new("collectors.probe.targets");

    static readonly Family Polls = Families.Counter("agent_probe_polls_total", "Probes of targets on their interval, without the first of each, which has no time to keep.");
    static readonly Family Late = Families.Counter("agent_probe_late_polls_total", "Probes that waited for their turn for more than a tenth of their interval, because collectors.probe.concurrency others were under way.");
    static readonly Family Waited = Families.Counter("agent_probe_wait_seconds_total", "Seconds that probes have waited for their turn: over agent_probe_polls_total it is how much more than its interval lies between two probes of a target.");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Emit(samples, turns.Reading);
        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, TurnReading turns)
    {
        if (turns.Polls == 0)
            return;
        samples.Add(Polls, turns.Polls);
        samples.Add(Late, turns.Late);
        samples.Add(Waited, turns.Waited.TotalSeconds);
    }
}
