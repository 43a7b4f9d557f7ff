using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class ConntrackCollectorTests
{
    const string Heading = "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart\n";
    const string Line = "0000001f  1 2 3 4 5 6 7 8 9 a b c  d e f 10\n";

    [Test]
    public void The_cpus_are_summed_and_the_entries_are_the_same_for_all() => Assert.That(Emit(Heading + Line + Line), Is.EqualTo(new[]
    {
        "node_nf_conntrack_entries 31",
        "node_nf_conntrack_stat_drop 20",
        "node_nf_conntrack_stat_early_drop 22",
        "node_nf_conntrack_stat_found 4",
        "node_nf_conntrack_stat_ignore 10",
        "node_nf_conntrack_stat_insert 16",
        "node_nf_conntrack_stat_insert_failed 18",
        "node_nf_conntrack_stat_invalid 8",
        "node_nf_conntrack_stat_search_restart 32",
    }));

    [Test]
    public void Half_a_sum_is_not_exposed()
    {
        Assert.That(Emit($"{Heading}{Line}0000001f 1 2\n"), Is.EqualTo(new[] { "missing lines malformed" }));
        Assert.That(Emit($"{Heading}{Line}{Line.TrimEnd()}"), Is.EqualTo(new[] { "missing lines malformed" }));
        Assert.That(Emit(Heading), Is.EqualTo(new[] { "missing malformed" }));
    }

    [Test]
    public void A_machine_that_follows_no_connections_is_no_fault() => Assert.That(Emitted.By(new ConntrackCollector(FixtureTree.Files("old"))), Is.Empty);

    static string[] Emit(string conntrack) => Emitted.By(samples => ConntrackCollector.Emit(samples, Encoding.UTF8.GetBytes(conntrack)));
}
