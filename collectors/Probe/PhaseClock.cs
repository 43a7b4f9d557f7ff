namespace MetricsAgent.Collectors.Probe;

/// <summary>Measures the phases of one probe, each from the end of the one before.</summary>
internal sealed class PhaseClock(TimeProvider clock)
{
    readonly long start = clock.GetTimestamp();
    readonly TimeSpan[] spent = new TimeSpan[(int)ProbePhase.Transfer + 1];
    long since;

    /// <summary>The phase that is under way.</summary>
    internal ProbePhase Current { get; private set; }

    /// <summary>Of the first host name.</summary>
    internal TimeSpan? FirstLookup { get; private set; }

    internal TimeSpan Elapsed => clock.GetElapsedTime(start);

    internal PhaseTimes Times => new(
        Finished(ProbePhase.Resolve),
        Finished(ProbePhase.Connect),
        Finished(ProbePhase.Tls),
        Finished(ProbePhase.Processing),
        Finished(ProbePhase.Transfer));

    internal void BeginHop()
    {
        Current = ProbePhase.Resolve;
        since = clock.GetTimestamp();
    }

    /// <summary>Ends the current phase.</summary>
    internal void End(ProbePhase phase)
    {
        var now = clock.GetTimestamp();
        var took = clock.GetElapsedTime(since, now);
        spent[(int)phase] += took;
        since = now;
        Current = phase + 1;
        if (phase == ProbePhase.Resolve)
            FirstLookup ??= took;
    }

    /// <summary>This hop does without TLS: the phase takes no time. Or nobody can tell the phases up to the request apart.</summary>
    internal void SkipTls() => Current = ProbePhase.Processing;

    TimeSpan? Finished(ProbePhase phase) => Current > phase ? spent[(int)phase] : null;
}
