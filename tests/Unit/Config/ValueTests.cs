using MetricsAgent.Config;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class ValueTests
{
    [Test]
    public void Durations_are_read_and_written_in_their_shortest_spelling()
    {
        void Check(string text, TimeSpan expected, string written)
        {
            Assert.That(Duration.TryParse(text, out var duration), text);
            Assert.That(duration, Is.EqualTo(expected), text);
            Assert.That(Duration.Format(duration), Is.EqualTo(written), text);
        }

        Check("0", TimeSpan.Zero, "0s");
        Check("0s", TimeSpan.Zero, "0s");
        Check("500ms", TimeSpan.FromMilliseconds(500), "500ms");
        Check("1500ms", TimeSpan.FromMilliseconds(1500), "1s500ms");
        Check("15s", TimeSpan.FromSeconds(15), "15s");
        Check("90s", TimeSpan.FromSeconds(90), "1m30s");
        Check("1h30m", TimeSpan.FromMinutes(90), "1h30m");
        Check("2d", TimeSpan.FromDays(2), "2d");
        Check("1d2h3m4s5ms", new TimeSpan(1, 2, 3, 4, 5), "1d2h3m4s5ms");
    }

    [Test]
    public void Nothing_else_is_a_duration()
    {
        foreach (var text in (string[])["", "s", "15", "1.5s", "-1s", "+1s", "1 s", "1S", "1sec", "1m1h", "1s1s", "1s1", "99999999999s", "10675200d", "٣s", "1w"])
            Assert.That(Duration.TryParse(text, out _), Is.False, text);
    }

    [Test]
    public void Sizes_are_read_and_written_in_the_largest_binary_unit()
    {
        void Check(string text, long expected, string written)
        {
            Assert.That(ByteSize.TryParse(text, out var bytes), text);
            Assert.That(bytes, Is.EqualTo(expected), text);
            Assert.That(ByteSize.Format(bytes), Is.EqualTo(written), text);
        }

        Check("0", 0, "0");
        Check("512", 512, "512");
        Check("512B", 512, "512");
        Check("64KiB", 65_536, "64KiB");
        Check("1024KiB", 1 << 20, "1MiB");
        Check("10MiB", 10 << 20, "10MiB");
        Check("1GiB", 1 << 30, "1GiB");
        Check("1kB", 1000, "1000");
        Check("1024MB", 1_024_000_000, "1000000KiB");
        Check("9223372036854775807", long.MaxValue, "9223372036854775807");
    }

    [Test]
    public void Nothing_else_is_a_size()
    {
        foreach (var text in (string[])["", "B", "KiB", "-1", "+1", "1.5KiB", "1 KiB", "1KB", "1kib", "1K", "1TiB", "9223372036854775808", "9223372036854775807kB", "１"])
            Assert.That(ByteSize.TryParse(text, out _), Is.False, text);
    }

    [Test]
    public void A_suggestion_is_near()
    {
        void Check(string word, string? expected) =>
            Assert.That(Suggestion.For(word, ["interval", "timeout", "max_series", "url", "top", "warn"]), Is.EqualTo(expected), word);

        Check("intervall", "interval");
        Check("itnerval", "interval");
        Check("Interval", "interval");
        Check("max-series", "max_series");
        Check("maxSeries", "max_series");
        Check("uri", "url");
        Check("warning", "warn");
        Check("timeout_seconds", "timeout");
        Check("password", null);
        Check("x", null);
        Check("", null);
        Check(new string('x', 10_000), null);
    }

    [Test]
    public void An_address_to_listen_on_is_taken_apart()
    {
        void Check(string text, string? expected) =>
            Assert.That(ListenAddress.TryParse(text, out var listen) ? $"{listen.Address?.ToString() ?? "localhost"} {listen.Port}" : null, Is.EqualTo(expected), text);

        Check("127.0.0.1:9464", "127.0.0.1 9464");
        Check("0.0.0.0:0", "0.0.0.0 0");
        Check("[::1]:65535", "::1 65535");
        Check("localhost:80", "localhost 80");
        Check(":9464", ":: 9464");
        Check("*:9464", ":: 9464");
        foreach (var wrong in (string[])["", ":", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1: 1", "::1:9464", "[127.0.0.1]:1", "[::1:1", "1.2.3:1", "256.0.0.1:1", "example.org:1", "http://127.0.0.1:1"])
            Check(wrong, null);
    }
}
