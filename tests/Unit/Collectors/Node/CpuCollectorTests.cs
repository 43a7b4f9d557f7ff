using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class CpuCollectorTests
{
    [Test]
    public void Every_mode_of_a_cpu_is_in_seconds_and_the_guest_modes_have_a_family_of_their_own()
    {
        var lines = Stat("cpu  100 0 0 0\ncpu0 8037 5 2305 112542 95 1 10 32 11 2\nctxt 7\n");
        Assert.That(lines, Is.EqualTo(new[]
        {
            """node_cpu_guest_seconds_total{cpu="0",mode="user"} 0.11""",
            """node_cpu_guest_seconds_total{cpu="0",mode="nice"} 0.02""",
            """node_cpu_seconds_total{cpu="0",mode="user"} 80.37""",
            """node_cpu_seconds_total{cpu="0",mode="nice"} 0.05""",
            """node_cpu_seconds_total{cpu="0",mode="system"} 23.05""",
            """node_cpu_seconds_total{cpu="0",mode="idle"} 1125.42""",
            """node_cpu_seconds_total{cpu="0",mode="iowait"} 0.95""",
            """node_cpu_seconds_total{cpu="0",mode="irq"} 0.01""",
            """node_cpu_seconds_total{cpu="0",mode="softirq"} 0.1""",
            """node_cpu_seconds_total{cpu="0",mode="steal"} 0.32""",
        }));
    }

    [Test]
    public void A_mode_that_an_old_kernel_does_not_count_is_absent()
    {
        Assert.That(Stat("cpu0 100 0 50 900\n"), Has.Length.EqualTo(4).And.All.StartsWith("node_cpu_seconds_total"));
        Assert.That(Stat("cpu0 100 0 50 900 1 2 3\n"), Has.Length.EqualTo(7));
    }

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        static void Check(string bad) =>
            Assert.That(Stat($"cpu0 1 2 3 4\n{bad}"), Has.Length.EqualTo(5).And.Contains("missing lines malformed"), bad);

        Check("cpu1 1 2 3\n");
        Check("cpu1 1 2 x 4\n");
        Check("cpu1 1 2 -3 4\n");
        Check("cpux 1 2 3 4\n");
        Check("cpu-1 1 2 3 4\n");
        Check("cpu8192 1 2 3 4\n");
        Check("cpu99999999999999999999 1 2 3 4\n");
        Check("cpu1 1 2 3 99999999999999999999999\n");
        Check("cpu1 1 2 3 4");
    }

    [Test]
    public void Nothing_usable_makes_the_collector_unavailable()
    {
        Assert.That(Stat(""), Is.EqualTo(new[] { "missing malformed" }));
        Assert.That(Stat("intr 1 2 3\n"), Is.EqualTo(new[] { "missing malformed" }));
        Assert.That(Stat("cpu0 nothing\n"), Is.EqualTo(new[] { "missing malformed" }));
    }

    [Test]
    public void A_cpu_that_is_present_and_not_online_is_0()
    {
        static void Check(string present, string online, params string[] want)
        {
            var collector = Collector();
            var lines = Emitted.By(samples => collector.EmitOnline(samples, Bytes(present), Bytes(online)));
            Assert.That(lines.Select(line => line.Replace("node_cpu_online{cpu=", "", StringComparison.Ordinal)), Is.EqualTo(want), $"{present} {online}");
        }

        Check("0-2\n", "0-2\n", "\"0\"} 1", "\"1\"} 1", "\"2\"} 1");
        Check("0-2\n", "0,2\n", "\"0\"} 1", "\"1\"} 0", "\"2\"} 1");
        Check("1,3\n", "0,3\n", "\"1\"} 0", "\"3\"} 1");
        Check("0\n", "", "missing online malformed");
        Check("0-3\n", "0,\u0001\n", "missing online malformed");
        Check("", "0-3");
    }

    [Test]
    public void Isolated_cpus_are_listed_and_usually_there_are_none()
    {
        var collector = Collector();
        Assert.That(Emitted.By(samples => collector.EmitIsolated(samples, "2-3\n"u8)), Is.EqualTo(new[]
        {
            """node_cpu_isolated{cpu="2"} 1""",
            """node_cpu_isolated{cpu="3"} 1""",
        }));
        Assert.That(Emitted.By(samples => collector.EmitIsolated(samples, "\n"u8)), Is.Empty);
    }

    [Test]
    public void A_counter_that_the_kernel_takes_back_a_little_stands_still_from_poll_to_poll()
    {
        var collector = Collector();
        string Poll(int iowait) => Emitted.By(samples => collector.Emit(samples, Bytes($"cpu0 1 1 1 5000 {iowait} 0 0 0\n"))).Single(line => line.Contains("iowait", StringComparison.Ordinal));

        Assert.That(Poll(200), Does.EndWith(" 2"));
        Assert.That(Poll(190), Does.EndWith(" 2"));
        Assert.That(Poll(250), Does.EndWith(" 2.5"));
    }

    static CpuCollector Collector() => new(FixtureTree.Files("vm"));

    static string[] Stat(string stat) => Emitted.By(samples => Collector().Emit(samples, Bytes(stat)));

    static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
