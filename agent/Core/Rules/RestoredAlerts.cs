namespace MetricsAgent.Rules;

/// <summary>A rule's alerts from before a restart, of which only the expression's "yes" is believed at first.</summary>
/// <param name="added">Labels that the rule sets: its series do not have them.</param>
sealed class RestoredAlerts(IEnumerable<Labels> alerts, Evidence evidence, IEnumerable<string> added)
{
    readonly HashSet<Labels> unsure = [.. alerts];
    readonly HashSet<string> added = [.. added, Alert.NameLabel];
    long began;

    /// <summary>A range is covered from the first evaluation on.</summary>
    internal void Begin(long now) => began = now;

    /// <summary>The expression gives one.</summary>
    internal void Confirm(Labels alert, long now)
    {
        if (IsCovered(now))
            unsure.Remove(alert);
    }

    /// <summary>Whether one goes on although the expression does not give it.</summary>
    internal bool Holds(Labels alert, RuleRun run)
    {
        if (!unsure.Contains(alert))
            return false;
        if (!IsCovered(run.Now) || (run.Now - began < (long)evidence.Patience.TotalMilliseconds && !evidence.IsThere([.. alert.ToArray().Where(label => !added.Contains(label.Name))], run.Evaluator, run.Time)))
            return true;
        unsure.Remove(alert);
        return false;
    }

    bool IsCovered(long now) => now - began >= (long)evidence.Reach.TotalMilliseconds;
}
