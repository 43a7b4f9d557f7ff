namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>
/// Counts the deployments that bodies let see. Behind a load balancer they come from different processes in turn, while a
/// deployment rolls also from different versions; none of that is counted again and again.
/// </summary>
internal sealed class Deployments
{
    const int Remembered = 20;

    // Whole seconds, and what a clock is corrected by.
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    // Most targets tell none.
    string?[]? versions;
    int next;
    long count;
    TimeSpan? uptime;
    DateTimeOffset? newest;

    /// <summary>Since the first body that told a version, a start or an uptime; null before.</summary>
    internal long? Count { get; private set; }

    /// <param name="now">When the body came.</param>
    internal void See(HealthReading health, DateTimeOffset now)
    {
        // Both are looked at: a deployment often shows in the two.
        var version = health.Version is { } name && IsNewVersion(name);
        var process = IsNewProcess(health, now);
        if (version || process)
            count++;
        if (health.Version is not null || newest is not null)
            Count = count;
    }

    /// <summary>A version that none of the last bodies had; the very first is not one.</summary>
    bool IsNewVersion(string version)
    {
        var first = versions is null;
        versions ??= new string?[Remembered];
        var seen = versions.Contains(version);
        versions[next] = version;
        next = (next + 1) % Remembered;
        return !first && !seen;
    }

    /// <summary>A process that was started after the first look, and after every other that was seen.</summary>
    bool IsNewProcess(HealthReading health, DateTimeOffset now)
    {
        if ((health.Started ?? Start(health.Uptime, now)) is not { } started)
            return false;

        // An answer that took its time makes an uptime look like a later start; it has not gone back.
        var back = health.Uptime is not { } current || (uptime is { } before && current < before);
        uptime = health.Uptime;
        if (newest is not { } known)
        {
            newest = started > now ? started : now;
            return false;
        }

        if (started <= known + Tolerance || (health.Started is null && !back))
            return false;
        newest = started;
        return true;
    }

    static DateTimeOffset? Start(TimeSpan? uptime, DateTimeOffset now) => uptime is { } time && time < now - DateTimeOffset.UnixEpoch ? now - time : null;
}
