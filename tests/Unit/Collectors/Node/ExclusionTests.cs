using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class ExclusionTests
{
    [Test]
    public void A_pattern_is_searched_and_an_empty_one_covers_nothing()
    {
        static void Check(string pattern, string name, bool want) => Assert.That(new Exclusion(pattern).Covers(name), Is.EqualTo(want), $"{pattern} {name}");

        Check("", "anything", false);
        Check("", "", false);
        Check("eth", "veth0", true);
        Check("^eth", "veth0", false);
        Check("^/(dev|proc)($|/)", "/dev/shm", true);
        Check("^/(dev|proc)($|/)", "/devices", false);
    }

    [Test]
    public void What_a_pattern_to_include_does_not_find_is_left_out()
    {
        static void Check(string include, string name, bool want) => Assert.That(new Exclusion("^lo$", include).Covers(name), Is.EqualTo(want), $"{include} {name}");

        Check("", "eth0", false);
        Check("", "lo", true);
        Check("^eth", "eth0", false);
        Check("^eth", "wlan0", true);
        Check("^(eth|lo)", "lo", true);
    }

    [Test]
    [CancelAfter(2000)]
    public void A_hostile_pattern_takes_linear_time(CancellationToken cancel) =>
        Assert.That(new Exclusion("^(a+)+$").Covers(new string('a', 10_000) + "b"), Is.False);
}
