using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CpuRatchetTests
{
    readonly CpuRatchet ratchet = new();

    [Test]
    public void A_small_step_back_is_held_in_every_mode()
    {
        Poll([100, 100, 100, 5000, 100, 100, 100, 100, 100, 100]);
        Assert.That(Poll([90, 99, 101, 4900, 99, 100, 0, 50, 99, 102]), Is.EqualTo(new ulong[] { 100, 100, 101, 5000, 100, 100, 100, 100, 100, 102 }));
    }

    [Test]
    public void Idle_time_that_falls_by_three_seconds_is_a_restart()
    {
        Poll([100, 0, 0, 5000]);
        Assert.That(Poll([50, 0, 0, 4701]), Is.EqualTo(new ulong[] { 100, 0, 0, 5000 }), "2.99 s is noise");
        Assert.That(Poll([50, 0, 0, 4700]), Is.EqualTo(new ulong[] { 50, 0, 0, 4700 }), "3 s is a CPU that was taken out and put back");
    }

    [Test]
    public void A_cpu_that_was_away_for_a_poll_starts_anew()
    {
        Poll([100, 0, 0, 200]);
        ratchet.BeginPoll();
        Assert.That(Poll([7, 0, 0, 150]), Is.EqualTo(new ulong[] { 7, 0, 0, 150 }));
    }

    [Test]
    public void Cpus_do_not_touch_each_other()
    {
        ratchet.BeginPoll();
        ratchet.Advance(0, [10, 0, 0, 10]);
        ratchet.Advance(4095, [20, 0, 0, 20]);
        ratchet.BeginPoll();
        Assert.That(ratchet.Advance(4095, [19, 0, 0, 20])[0], Is.EqualTo(20));
        Assert.That(ratchet.Advance(0, [9, 0, 0, 11])[0], Is.EqualTo(10));
    }

    ulong[] Poll(ulong[] ticks)
    {
        ratchet.BeginPoll();
        return ratchet.Advance(3, ticks).ToArray();
    }
}
