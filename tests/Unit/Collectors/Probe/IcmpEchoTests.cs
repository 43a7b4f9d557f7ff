using System.Net.Sockets;
using MetricsAgent.Collectors.Probe;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class IcmpEchoTests
{
    static readonly byte[] Payload = [1, 2, 3, 4, 5];

    [Test]
    public void A_request_for_IPv4_has_a_checksum_and_one_for_IPv6_leaves_it_to_the_kernel()
    {
        // 0800 + abcd + 0001 + 0102 + 0304 + 0500, and its complement.
        Assert.That(Convert.ToHexStringLower(IcmpEcho.Request(AddressFamily.InterNetwork, 0xabcd, Payload)), Is.EqualTo("0800432babcd00010102030405"));
        Assert.That(Convert.ToHexStringLower(IcmpEcho.Request(AddressFamily.InterNetworkV6, 0xabcd, Payload)), Is.EqualTo("80000000abcd00010102030405"));
    }

    [Test]
    public void A_reply_is_told_from_everything_else_that_a_socket_receives()
    {
        byte[] header = [0x45, .. new byte[19]], longer = [0x46, .. new byte[23]];
        Check([0, 0, 9, 9, 7, 7, 0, 1, .. Payload], AddressFamily.InterNetwork, false, true);
        Check([129, 0, 9, 9, 7, 7, 0, 1, .. Payload], AddressFamily.InterNetworkV6, true, true);
        Check([.. header, 0, 0, 9, 9, 7, 7, 0, 1, .. Payload], AddressFamily.InterNetwork, true, true);
        Check([.. longer, 0, 0, 9, 9, 7, 7, 0, 1, .. Payload], AddressFamily.InterNetwork, true, true);
        // The request itself, which a raw socket on the loopback device sees as well, an error, another's reply, a cut one.
        Check([.. header, 8, 0, 9, 9, 7, 7, 0, 1, .. Payload], AddressFamily.InterNetwork, true, false);
        Check([3, 1, 9, 9, 0, 0, 0, 0, .. Payload], AddressFamily.InterNetwork, false, false);
        Check([0, 0, 9, 9, 7, 7, 0, 1, 5, 4, 3, 2, 1], AddressFamily.InterNetwork, false, false);
        Check([0, 0, 9, 9, 7, 7, 0, 1], AddressFamily.InterNetwork, false, false);
        Check([0x4f, .. new byte[30]], AddressFamily.InterNetwork, true, false);
        Check([0x40, .. new byte[30]], AddressFamily.InterNetwork, true, false);

        static void Check(byte[] packet, AddressFamily family, bool raw, bool want) =>
            Assert.That(IcmpEcho.IsReply(packet, family, raw, Payload), Is.EqualTo(want), Convert.ToHexStringLower(packet));
    }

    [Test]
    public void No_bytes_do_harm()
    {
        var random = new Random(1);
        for (var round = 0; round < 10_000; round++)
        {
            var packet = new byte[random.Next(80)];
            random.NextBytes(packet);
            Assert.That(IcmpEcho.IsReply(packet, AddressFamily.InterNetwork, true, Payload) || IcmpEcho.IsReply(packet, AddressFamily.InterNetworkV6, true, Payload), Is.False);
        }
    }
}
