using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class SocketTests
{
    [Test]
    public void Memory_of_sockets_is_in_pages_and_in_bytes()
    {
        static void Check(string sockstat, params string[] want) => Assert.That(
            Emitted.By(samples => new SockstatCollector(FixtureTree.Files("vm")).Emit(samples, Encoding.UTF8.GetBytes(sockstat))), Is.EqualTo(want), sockstat);

        Check("sockets: used 69\nTCP: inuse 27 mem 2\n",
            "node_sockstat_TCP_inuse 27", "node_sockstat_TCP_mem 2", $"node_sockstat_TCP_mem_bytes {2 * Environment.SystemPageSize}", "node_sockstat_sockets_used 69");
        Check("FRAG: inuse 1 memory 512\n", "node_sockstat_FRAG_inuse 1", "node_sockstat_FRAG_memory 512");
        Check("TCP: inuse 27\nUDP: inuse\n", "node_sockstat_TCP_inuse 27", "missing lines malformed");
        Check("TCP: inuse 27\nUDP inuse 5\n", "node_sockstat_TCP_inuse 27", "missing lines malformed");
        Check("TCP: inuse 27\nUDP: inuse -5\n", "node_sockstat_TCP_inuse 27", "missing lines malformed");
        Check("", "missing malformed");
    }

    [Test]
    public void What_waits_in_udp_queues_is_summed()
    {
        static void Check(string sockets, params string[] want) =>
            Assert.That(Emitted.By(samples => UdpQueuesCollector.Emit(samples, "v4", Encoding.UTF8.GetBytes(sockets))), Is.EqualTo(want), sockets);

        const string heading = "  sl  local_address rem_address   st tx_queue rx_queue\n";
        const string none = """node_udp_queues{queue="tx",ip="v4"} 0""";
        Check(heading, none, """node_udp_queues{queue="rx",ip="v4"} 0""");
        Check($"{heading} 1: 0:1 0:0 07 00000010:0000000A 0\n 2: 0:1 0:0 07 00000001:00000001 0\n",
            """node_udp_queues{queue="tx",ip="v4"} 17""", """node_udp_queues{queue="rx",ip="v4"} 11""");
        Check($"{heading} 1: 0:1 0:0 07 00000010:0000000A 0\n 2: 0:1 0:0 07 xyz 0\n", "missing lines malformed");
        Check($"{heading} 1: 0:1 0:0 07 00000010\n", "missing malformed");
        Check("", "missing malformed");
    }

    [Test]
    public void Neighbours_are_counted_by_device()
    {
        static void Check(string arp, string exclude, params string[] want) => Assert.That(
            Emitted.By(samples => new ArpCollector(new(new() { Arp = new() { DeviceExclude = exclude } })).Emit(samples, Encoding.UTF8.GetBytes(arp))), Is.EqualTo(want), arp);

        const string heading = "IP address       HW type     Flags       HW address            Mask     Device\n";
        const string two = $"{heading}10.0.0.1 0x1 0x2 02:fc:00:00:00:05 * eth0\n10.0.0.2 0x1 0x0 00:00:00:00:00:00 * eth0\n10.0.0.3 0x1 0x2 02:fc:00:00:00:07 * br-1\n";
        Check(heading, "");
        Check(two, "", """node_arp_entries{device="eth0"} 2""", """node_arp_entries{device="br-1"} 1""");
        Check(two, "^br-", """node_arp_entries{device="eth0"} 2""");
        Check($"{two}10.0.0.4 0x1\n", "^br-", """node_arp_entries{device="eth0"} 2""", "missing lines malformed");
    }

    [Test]
    public void Neighbours_are_counted_anew_at_every_poll()
    {
        var collector = new ArpCollector(FixtureTree.Files("vm"));
        var once = Emitted.By(collector);
        Assert.That(Emitted.By(collector), Is.EqualTo(once));
    }
}
