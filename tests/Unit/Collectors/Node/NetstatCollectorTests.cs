using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class NetstatCollectorTests
{
    [Test]
    public void Names_and_numbers_stand_below_each_other()
    {
        Check("Tcp: ActiveOpens CurrEstab\nTcp: 6 5\nIpExt: InOctets\nIpExt: 9\n",
            "node_netstat_IpExt_InOctets 9", "node_netstat_Tcp_ActiveOpens 6", "node_netstat_Tcp_CurrEstab 5");
        Check("Tcp: AttemptFails CurrEstab\nTcp: 6 5\n", "node_netstat_Tcp_CurrEstab 5");
    }

    [Test]
    public void No_limit_is_no_number()
    {
        Assert.That(Emit("Tcp: MaxConn CurrEstab\nTcp: -1 5\n", ""), Is.EqualTo(new[] { "node_netstat_Tcp_CurrEstab 5" }));
        Assert.That(Emit("Tcp: MaxConn\nTcp: 7\n", ""), Is.EqualTo(new[] { "node_netstat_Tcp_MaxConn 7" }));
    }

    [Test]
    public void A_malformed_pair_is_reported_and_the_others_stay()
    {
        static void CheckBad(string bad) => Check($"Tcp: CurrEstab\nTcp: 5\n{bad}", "node_netstat_Tcp_CurrEstab 5", "missing lines malformed");

        CheckBad("Udp: InErrors\n");
        CheckBad("Udp: InErrors\nTcp: 5\n");
        CheckBad("Udp: InErrors\nUdp: five\n");
        CheckBad("Udp: InErrors\nUdp:\n");
        CheckBad("Ip: DefaultTTL\nIp: 5 6\n");
        CheckBad("Udp InErrors\nUdp 5\n");
        CheckBad("Udp: InErrors\nUdp: 5");
        Check("", "missing malformed");
    }

    [Test]
    public void The_protocol_of_ipv6_ends_at_the_6()
    {
        static void Check6(string snmp6, params string[] want) =>
            Assert.That(Emitted.By(samples => Collector(NetstatDefault).Emit6(samples, Encoding.UTF8.GetBytes(snmp6))), Is.EqualTo(want), snmp6);

        Check6("Ip6InOctets \t7\nUdpLite6InErrors\t1\nIcmp6InMsgs 2\nIcmp6InType135 3\n",
            "node_netstat_Icmp6_InMsgs 2", "node_netstat_Ip6_InOctets 7", "node_netstat_UdpLite6_InErrors 1");
        Check6("Ip6InOctets 7\nIpInOctets 8\n", "node_netstat_Ip6_InOctets 7", "missing lines malformed");
        Check6("Ip6InOctets\n", "missing malformed");
    }

    [Test]
    public void A_machine_without_ipv6_is_no_fault()
    {
        var lines = Emitted.By(new NetstatCollector(FixtureTree.Files("old")));
        Assert.That(lines, Has.None.Contains("6_").And.None.StartsWith("missing"));
    }

    [Test]
    public void A_file_that_is_missing_leaves_the_others() =>
        Assert.That(Emitted.By(new NetstatCollector(FixtureTree.Files("no-such-tree"))), Is.EqualTo(new[] { "missing netstat not_found", "missing snmp not_found" }));

    static string NetstatDefault => MetricsAgent.Config.NetstatConfig.DefaultFields;

    static NetstatCollector Collector(string fields) => new(new(new() { Netstat = new() { Fields = fields } }));

    static string[] Emit(string pairs, string fields) => Emitted.By(samples => Collector(fields).Emit(samples, Encoding.UTF8.GetBytes(pairs)));

    static void Check(string pairs, params string[] want) => Assert.That(Emit(pairs, NetstatDefault), Is.EqualTo(want), pairs);
}
