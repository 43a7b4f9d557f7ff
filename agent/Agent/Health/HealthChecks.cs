using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using MetricsAgent.Rules;

namespace MetricsAgent.Health;

/// <summary>
/// Everything that is watched, as the last polls and evaluations have it: nothing is asked, nothing is evaluated. Remembers since when
/// something is not healthy where nobody else does; the rules' loop looks often enough for that.
/// </summary>
sealed class HealthChecks(PollLoops loops, SnapshotStore store, RuleReports rules, TimeProvider clock)
{
    readonly Lock gate = new();
    readonly Dictionary<string, Seen> seen = [];

    internal IReadOnlyList<HealthCheck> Read()
    {
        var now = clock.GetUtcNow();
        using var view = store.Read(collector => collector == "probe", (_, family) => InstanceHealth.Reads(family.Name));
        var milliseconds = now.ToUnixTimeMilliseconds();
        var instances = new InstanceHealth(new(view, milliseconds, _ => milliseconds));
        List<HealthCheck> checks =
        [
            .. loops.Instances.Zip(loops.Readings).Where(each => InstanceHealth.IsWatched(each.First)).Select(each => instances.Of(each.First, each.Second)),
            .. AlertHealth.Of(rules.Groups),
        ];
        lock (gate)
            return [.. checks.Select(check => Since(check, now))];
    }

    HealthCheck Since(HealthCheck check, DateTimeOffset now)
    {
        if (!seen.TryGetValue(check.Name, out var before) || before.Status != check.Status)
            seen[check.Name] = before = new(check.Status, check.Since ?? now);
        return check.Status == HealthStatus.Healthy ? check : check with { Since = check.Since ?? before.Since };
    }

    sealed record Seen(HealthStatus Status, DateTimeOffset Since);
}
