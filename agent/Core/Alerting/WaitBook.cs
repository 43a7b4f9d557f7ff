using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>An alert that waits: for its <c>for</c> to pass, or, where it fires, for its <c>keep_firing_for</c>.</summary>
public readonly record struct Wait(Labels Labels, DateTimeOffset Since);

/// <summary>
/// Which alerts wait, and when that was last looked at: what Prometheus reads out of <c>ALERTS_FOR_STATE</c> after a restart. Without it an
/// agent that restarts more often than <c>for</c> would never fire.
/// </summary>
public sealed class WaitBook
{
    /// <summary>A crash loses one evaluation of a wait, and no less than this.</summary>
    static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(1);

    readonly Dictionary<Labels, DateTimeOffset> waits = [];

    public IEnumerable<Wait> All => waits.Select(wait => new Wait(wait.Key, wait.Value));

    /// <summary>Null where nothing has waited yet.</summary>
    public DateTimeOffset? SeenAt { get; private set; }

    /// <summary>As it was before a restart.</summary>
    public void Restore(Fact fact)
    {
        switch (fact)
        {
            case WaitFact(var labels, { } since):
                waits[labels] = since;
                break;
            case WaitFact(var labels, null):
                waits.Remove(labels);
                break;
            case SeenFact(var at):
                SeenAt = at;
                break;
        }
    }

    /// <summary>All that wait now.</summary>
    /// <returns>What has changed.</returns>
    public IReadOnlyList<Fact> Put(IReadOnlyCollection<Wait> now, DateTimeOffset at)
    {
        HashSet<Labels> still = [.. now.Select(wait => wait.Labels)];
        List<Fact> facts =
        [
            .. waits.Keys.Where(labels => !still.Contains(labels)).Select(labels => new WaitFact(labels, null)),
            .. now.Where(wait => !waits.TryGetValue(wait.Labels, out var since) || since != wait.Since).Select(wait => new WaitFact(wait.Labels, wait.Since)),
        ];
        if (now.Count > 0 && !((at - SeenAt)?.Duration() < SeenEvery))
            facts.Add(new SeenFact(at));
        facts.ForEach(Restore);
        return facts;
    }

    /// <summary>All that a new journal begins with.</summary>
    public IEnumerable<Fact> Facts() => waits.Count == 0 || SeenAt is not { } at
        ? []
        : [.. waits.Select(wait => new WaitFact(wait.Key, wait.Value)), new SeenFact(at)];
}
