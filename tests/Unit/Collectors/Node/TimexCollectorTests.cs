using System.Runtime.CompilerServices;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class TimexCollectorTests
{
    [Test]
    public void Offsets_are_in_nano_or_microseconds_and_frequencies_in_parts_per_million()
    {
        static void Check(int status, string want) =>
            Assert.That(Emitted.By(samples => TimexCollector.Emit(samples, new() { Offset = -1500, Status = status }, state: 0)), Does.Contain($"node_timex_offset_seconds {want}"));

        Check(0x2001, "-1.5E-06");
        Check(0x0001, "-0.0015");
        Assert.That(Emitted.By(samples => TimexCollector.Emit(samples, new() { Frequency = -65536 * 100 }, state: 0)), Does.Contain("node_timex_frequency_adjustment_ratio 0.9999"));
    }

    [Test]
    public void A_clock_that_nobody_keeps_is_not_synchronised()
    {
        Assert.That(Emitted.By(samples => TimexCollector.Emit(samples, default, state: 5)), Does.Contain("node_timex_sync_status 0"));
        Assert.That(Emitted.By(samples => TimexCollector.Emit(samples, default, state: 0)), Does.Contain("node_timex_sync_status 1"));
    }

    [Test]
    public void A_container_that_may_not_ask_says_so() =>
        Assert.That(Emitted.By(new TimexCollector((ref TimexReading _) => -1)), Is.EqualTo(new[] { "missing adjtimex permission_denied" }));

    [Test]
    public void The_real_clock_ticks_a_hundred_times_a_second()
    {
        Assert.That(Unsafe.SizeOf<TimexReading>(), Is.EqualTo(208), "struct timex of every 64-bit architecture");
        Assert.That(Emitted.By(new TimexCollector(Libc.Adjtimex)), Does.Contain("node_timex_tick_seconds 0.01"));
    }
}
