using MetricsAgent.Collectors.Scrape;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Collectors.Scrape;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ScrapeBodyTests
{
    const int Most = 100_000;

    readonly ScrapeBody body = new();

    [Test]
    public async Task Every_length_is_read_whole_whatever_the_target_says_of_it()
    {
        foreach (var length in (int[])[0, 1, 16 << 10, (16 << 10) - 1, (16 << 10) + 1, 20_000, 1, 65_536, 80_000, Most - 1, Most, 3])
        {
            foreach (var told in (long?[])[null, 0, length / 2, length, Math.Min(length + 1, Most), Most])
                Assert.That(await ReadAsync(Line(length), told), Is.EqualTo(Line(length)), $"{length}, told {told}");
        }
    }

    [Test]
    public async Task Text_gets_the_end_of_its_last_line_and_OpenMetrics_does_not()
    {
        foreach (var length in (int[])[1, (16 << 10) - 1, 16 << 10, Most])
        {
            var cut = Line(length)[..^1] + "x";
            Assert.That(await ReadAsync(cut, length), Is.EqualTo(cut + "\n"));
            Assert.That(body.Length, Is.EqualTo(length), "of what came");
            Assert.That(await ReadAsync(cut, length, ExpositionFormat.OpenMetrics), Is.EqualTo(cut));
        }
    }

    [Test]
    public void What_is_too_long_is_not_read_to_its_end()
    {
        var endless = new MemoryStream(new byte[10 * Most]);
        foreach (var told in (long?[])[null, 10, 10 * Most])
        {
            endless.Position = 0;
            var refused = Assert.ThrowsAsync<ScrapeException>(() => body.ReadAsync(endless, ExpositionFormat.Text, told, Most, default))!;
            Assert.That((refused.Fault.Reason, refused.Fault.Detail), Is.EqualTo((Reason.LimitReached, "it is longer than max_body (100000 bytes)")));
            Assert.That(endless.Position, Is.LessThanOrEqualTo(Most + 1));
        }
    }

    [Test]
    public async Task Answers_that_grow_by_little_share_their_memory_and_one_that_was_long_once_gives_it_back()
    {
        await ReadAsync(Line(80_000), 80_000);
        var first = Memory();
        await ReadAsync(Line(80_010), 80_010);
        Assert.That(Memory(), Is.EqualTo(first));

        await ReadAsync(Line(100), 100);
        await ReadAsync(Line(100), 100);
        Assert.That(Memory(), Is.Not.EqualTo(first));
    }

    async Task<string> ReadAsync(string text, long? told, ExpositionFormat format = ExpositionFormat.Text)
    {
        await body.ReadAsync(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text)), format, told, Most, default);
        return System.Text.Encoding.ASCII.GetString(body.Text);
    }

    static string Line(int length) => length == 0 ? "" : new string('a', length - 1) + "\n";

    unsafe nint Memory()
    {
        fixed (byte* text = body.Text)
            return (nint)text;
    }
}
