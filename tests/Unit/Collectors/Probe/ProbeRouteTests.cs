using System.Net;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class ProbeRouteTests
{
    [Test]
    public void Addresses_come_in_the_order_that_is_preferred()
    {
        Check(IpProtocol.Any, true, "::1 127.0.0.1 ::2 127.0.0.2");
        Check(IpProtocol.Ip4, true, "127.0.0.1 127.0.0.2 ::1 ::2");
        Check(IpProtocol.Ip6, true, "::1 ::2 127.0.0.1 127.0.0.2");
        Check(IpProtocol.Ip4, false, "127.0.0.1 127.0.0.2");
        Check(IpProtocol.Ip6, false, "::1 ::2");

        static void Check(IpProtocol preferred, bool fallback, string want)
        {
            IPAddress[] found = [IPAddress.Parse("::1"), IPAddress.Parse("127.0.0.1"), IPAddress.Parse("::2"), IPAddress.Parse("127.0.0.2")];
            Assert.That(string.Join(' ', ProbeRoute.InOrder(found, preferred, fallback).Select(address => address.ToString())), Is.EqualTo(want));
        }
    }
}
