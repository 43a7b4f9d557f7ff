using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class SysfsNumberTests
{
    [Test]
    public void A_file_is_one_number_and_nothing_else()
    {
        Check("0\n", 0);
        Check("65536\n", 65536);
        Check("-273150\n", -273150);
        Check("0x1003\n", 0x1003);
        Check(" 4711 \n", 4711);
        Check("18446744073709551615", 18446744073709551615);

        foreach (var text in new[] { "", "\n", "-", "0x", "0xg", "--1", "38.5", "1200 rpm", "<unknown>", "18446744073709551616" })
            Assert.That(SysfsNumber.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False, text);

        static void Check(string text, double number)
        {
            Assert.That(SysfsNumber.TryParse(Encoding.UTF8.GetBytes(text), out var value), text);
            Assert.That(value, Is.EqualTo(number));
        }
    }
}
