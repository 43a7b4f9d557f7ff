namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>The words that services use for their state, in whatever case, with whatever between them: <c>OUT_OF_SERVICE</c>, <c>not ready</c>.</summary>
static class HealthWords
{
    const int Longest = 24;

    /// <summary>The state that a short text is, up to what explains it: <c>unhealthy: connection refused</c>.</summary>
    internal static HealthState? Of(ReadOnlySpan<char> text)
    {
        Span<char> letters = stackalloc char[Longest];
        return Mean(Letters(text, letters, inOneWord: false));
    }

    /// <summary>As <see cref="Of"/>, where a status is expected; its first word will do: <c>connected to db1</c>.</summary>
    internal static HealthState? Begin(ReadOnlySpan<char> text)
    {
        Span<char> letters = stackalloc char[Longest];
        return Of(text) ?? Mean(Letters(text, letters, inOneWord: true));
    }

    /// <summary>A name without what styles of writing differ in: <c>overallStatus</c> and <c>overall-status</c> are <c>overallstatus</c>.</summary>
    /// <param name="letters">Where it is put together; longer names are nothing.</param>
    internal static ReadOnlySpan<char> Key(ReadOnlySpan<char> name, Span<char> letters) => Letters(name, letters, inOneWord: false);

    static ReadOnlySpan<char> Letters(ReadOnlySpan<char> text, Span<char> letters, bool inOneWord)
    {
        var length = 0;
        foreach (var c in text.Trim())
        {
            if (char.IsAsciiLetter(c))
            {
                if (length == letters.Length)
                    return [];
                letters[length++] = char.ToLowerInvariant(c);
            }
            else if (inOneWord || c is not (' ' or '_' or '-'))
            {
                break;
            }
        }

        return letters[..length];
    }

    static HealthState? Mean(ReadOnlySpan<char> letters) => letters switch
    {
        "healthy" or "ok" or "okay" or "up" or "pass" or "passed" or "passing" or "success" or "successful" or "succeeded" or "alive" or "live" or "ready" or "running"
            or "started" or "serving" or "connected" or "available" or "reachable" or "online" or "operational" or "active" or "normal" or "good" or "fine" or "green" or "true" => HealthState.Healthy,
        "degraded" or "warn" or "warning" or "partial" or "partiallydegraded" or "impaired" or "limited" or "slow" or "yellow" or "unknown"
            or "starting" or "initializing" or "stopping" or "draining" or "maintenance" => HealthState.Degraded,
        "unhealthy" or "down" or "fail" or "failed" or "failing" or "failure" or "error" or "errored" or "critical" or "outofservice" or "notready" or "unready" or "notserving"
            or "dead" or "stopped" or "disconnected" or "notconnected" or "unavailable" or "unreachable" or "offline" or "timeout" or "timedout" or "refused" or "bad" or "red" or "false" => HealthState.Unhealthy,
        _ => null,
    };
}
