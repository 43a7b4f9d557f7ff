using MetricsAgent.Collectors.Probe;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class PhaseClockTests
{
    readonly ManualClock clock = new();

    [Test]
    public void Phases_are_summed_over_the_hops()
    {
        var phases = new PhaseClock(clock);
        Hop(phases);
        Hop(phases);
        After(5, phases, ProbePhase.Transfer);

        Assert.That(phases.Times, Is.EqualTo(new PhaseTimes(Ms(2), Ms(4), Ms(0), Ms(8), Ms(5))));
        Assert.That(phases.FirstLookup, Is.EqualTo(Ms(1)));
        Assert.That(phases.Elapsed, Is.EqualTo(Ms(19)));
    }

    [Test]
    public void A_phase_that_the_last_hop_did_not_finish_has_no_time()
    {
        var phases = new PhaseClock(clock);
        Assert.That(phases.Times, Is.EqualTo(new PhaseTimes(null, null, null, null, null)));

        Hop(phases);
        phases.BeginHop();
        After(1, phases, ProbePhase.Resolve);

        Assert.That(phases.Current, Is.EqualTo(ProbePhase.Connect));
        Assert.That(phases.Times, Is.EqualTo(new PhaseTimes(Ms(2), null, null, null, null)));
    }

    void Hop(PhaseClock phases)
    {
        phases.BeginHop();
        After(1, phases, ProbePhase.Resolve);
        After(2, phases, ProbePhase.Connect);
        phases.SkipTls();
        After(4, phases, ProbePhase.Processing);
    }

    void After(int milliseconds, PhaseClock phases, ProbePhase phase)
    {
        clock.Advance(Ms(milliseconds));
        phases.End(phase);
    }

    static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
