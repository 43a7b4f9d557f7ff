using MetricsAgent.Collectors.Probe;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class GrpcHealthTests
{
    [Test]
    public void A_request_names_the_service()
    {
        Check("", "0000000000");
        Check("a.B", "0000000005 0a 03 612e42");
        Check(new string('x', 200), $"00000000cb 0a c801 {string.Concat(Enumerable.Repeat("78", 200))}");

        static void Check(string service, string want) =>
            Assert.That(Convert.ToHexStringLower(GrpcHealth.Request(service)), Is.EqualTo(want.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Test]
    public void A_response_has_a_state_or_is_none()
    {
        Check("0000000002 0801", 1);
        Check("0000000000", 0);
        Check("0000000002 0802", 2);
        Check("0000000003 08ac02", 300);
        // Fields that are not known, of every wire type, before and after.
        Check("0000000006 1001 0801 1002", 1);
        Check("0000000006 2202 6162 0801", 1);
        Check("0000000007 2d01020304 0802", 2);
        Check("000000000b 190102030405060708 0802", 2);
        Check("0100000002 0801", null);
        Check("0000000003 0801", null);
        Check("0000000002 08ff", null);
        Check("0000000002 0b01", null);
        Check("0000000003 22ff61", null);
        Check("00000000", null);
        Check("", null);

        static void Check(string body, int? want) =>
            Assert.That(GrpcHealth.Response(Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal))), Is.EqualTo((ulong?)want), body);
    }

    [Test]
    public void No_bytes_do_harm()
    {
        var random = new Random(1);
        for (var round = 0; round < 50_000; round++)
        {
            var body = new byte[random.Next(5, 40)];
            random.NextBytes(body.AsSpan(5));
            body[4] = (byte)(body.Length - 5);
            Assert.That(() => GrpcHealth.Response(body), Throws.Nothing);
        }
    }
}
