using MetricsAgent.Collectors;

namespace MetricsAgent.Tests.Unit.Collectors;

internal sealed class Utf8MapTests
{
    [Test]
    public void The_same_bytes_give_the_same_object()
    {
        var names = new Utf8Map<string>(name => name);
        var first = names["eth0"u8];
        Assert.That(names["eth0"u8], Is.SameAs(first).And.EqualTo("eth0"));
        Assert.That(names["eth1"u8], Is.EqualTo("eth1"));
        Assert.That(names[""u8], Is.Empty);
    }

    [Test]
    public void Bytes_that_are_not_utf_8_become_replacement_characters() =>
        Assert.That(new Utf8Map<string>(name => name)[[(byte)'a', 0xE4]], Is.EqualTo("a\uFFFD"));

    [Test]
    public void It_never_grows_beyond_its_capacity()
    {
        var names = new Utf8Map<string>(name => name, capacity: 8);
        for (byte i = 0; i < 100; i++)
        {
            Assert.That(names[[i]], Is.EqualTo(((char)i).ToString()));
            Assert.That(names.Count, Is.LessThanOrEqualTo(8));
        }
    }

    [Test]
    public void A_name_that_is_known_costs_nothing()
    {
        var names = new Utf8Map<string>(name => name);
        _ = names["eth0"u8];
        Assert.That(Allocation.Of(() => _ = names["eth0"u8]), Is.Zero);
    }
}
