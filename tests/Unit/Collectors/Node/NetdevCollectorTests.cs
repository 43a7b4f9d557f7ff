using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class NetdevCollectorTests
{
    const string Heading = "Inter-|   Receive  |  Transmit\n face |bytes packets|bytes packets\n";

    [Test]
    public void Sixteen_columns_are_sixteen_families() => Assert.That(Emit("  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"), Is.EqualTo(new[]
    {
        """node_network_receive_bytes_total{device="eth0"} 1""",
        """node_network_receive_compressed_total{device="eth0"} 7""",
        """node_network_receive_drop_total{device="eth0"} 4""",
        """node_network_receive_errs_total{device="eth0"} 3""",
        """node_network_receive_fifo_total{device="eth0"} 5""",
        """node_network_receive_frame_total{device="eth0"} 6""",
        """node_network_receive_multicast_total{device="eth0"} 8""",
        """node_network_receive_packets_total{device="eth0"} 2""",
        """node_network_transmit_bytes_total{device="eth0"} 9""",
        """node_network_transmit_carrier_total{device="eth0"} 15""",
        """node_network_transmit_colls_total{device="eth0"} 14""",
        """node_network_transmit_compressed_total{device="eth0"} 16""",
        """node_network_transmit_drop_total{device="eth0"} 12""",
        """node_network_transmit_errs_total{device="eth0"} 11""",
        """node_network_transmit_fifo_total{device="eth0"} 13""",
        """node_network_transmit_packets_total{device="eth0"} 10""",
    }));

    [Test]
    public void A_number_may_touch_the_colon() => Assert.That(Emit("eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"), Has.Length.EqualTo(16));

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        static void Check(string bad) =>
            Assert.That(Emit($"lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n{bad}"), Has.Length.EqualTo(17).And.Contains("missing lines malformed"), bad);

        Check("eth0: 1 2 3\n");
        Check("eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 -16\n");
        Check("eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 99999999999999999999999\n");
        Check("eth0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
        Check(": 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
        Check("eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 1");
        Assert.That(Emit(""), Is.EqualTo(new[] { "missing malformed" }));
    }

    [Test]
    public void Devices_can_be_excluded()
    {
        var lines = Emit("veth1a: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\nlo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n", "^veth");
        Assert.That(lines, Has.Length.EqualTo(16).And.All.Contain("lo"));
    }

    [Test]
    public void The_machines_procfs_in_a_container_is_read_through_process_1()
    {
        var lines = Emitted.By(new NetdevCollector(FixtureTree.Files("vm")), "node_network_receive_nohandler_total");
        Assert.That(lines, Is.EqualTo(new[]
        {
            """node_network_receive_nohandler_total{device="lo"} 0""",
            """node_network_receive_nohandler_total{device="eth0"} 13""",
        }));
    }

    [Test]
    public void The_real_machine_has_a_loopback_device() =>
        Assert.That(Emitted.By(new NetdevCollector(new(new NodeConfig())), "node_network_receive_bytes_total{device=\"lo\"}"), Has.Length.EqualTo(1));

    static string[] Emit(string netdev, string exclude = "")
    {
        var files = new NodeFiles(new NodeConfig { Netdev = new() { DeviceExclude = exclude } });
        var readings = new List<NetdevReading>();
        return Emitted.By(samples =>
        {
            Netdev.Parse(Encoding.UTF8.GetBytes(Heading + netdev), NetdevCollector.Devices(files), readings, samples);
            NetdevCollector.Emit(samples, readings);
        });
    }
}
