using System.Text;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Probe.Health;

/// <summary>Whatever a target sends, the end is a reading within its bounds, or none.</summary>
internal sealed class HealthFuzzTests
{
    const int Rounds = 4000;
    const int Limit = 3;

    static readonly byte[] Whole = Encoding.UTF8.GetBytes("""
        {"status":"UP","version":"1.0","uptime":"1.02:03:04","startedAt":1767323045,"components":{"db":{"status":2,"details":{"x":{"status":"DOWN"}}},"ö\u00e9":"ok"},
        "checks":{"a:b":[{"status":"pass","observedValue":1.5e3},{"status":"warn"}],"cpu":"12%","d":true},"entries":[{"name":"n","status":0}],
        "result":{"data":[{"json":{"status":"ok","database":"error \ud83d\ude00 here"}}]},"redis":"connected","totalDuration":"0"}
        """);

    static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"status\":", "\"checks\":", "\"data\":", "\"components\":{", "\"a\":", "\"ok\"", "\"down\"", "\"\\ud800\"", "0", "2", "503", "-1e400", "NaN", "-Infinity", "\"connected\":", "\"error\":", "true", "null", "\"12%\"", "\"uptime\":", "\"version\":", " "];

    static readonly HealthReader[] Readers =
    [
        .. Enum.GetValues<HealthFormat>().Select(format => new HealthReader(new()
        {
            Format = format,
            MaxComponents = Limit,
            JsonValues = new Dictionary<string, string> { ["a"] = "$.checks['a:b'][0].observedValue", ["b"] = "$.components.length()", ["c"] = "$" },
        })),
    ];

    [Test]
    public void The_whole_is_read_in_the_end()
    {
        var reading = Readers[0].Read(Whole, "application/json", null)!;
        Assert.That(reading.Components, Has.Count.EqualTo(Limit));
        Assert.That(reading.Omitted, Is.GreaterThan(0));
        Assert.That(reading.Values.Select(value => value.Value), Is.EqualTo(new[] { 1500d, 2 }));
    }

    [Test]
    public void A_body_that_is_cut_off_anywhere_does_no_harm()
    {
        for (var length = 0; length < Whole.Length; length++)
            Check(Whole[..length]);
    }

    [Test]
    public void Random_bytes_do_no_harm()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Check(bytes);
        }
    }

    [Test]
    public void Bytes_that_were_overwritten_do_no_harm()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Whole.ToArray();
            for (var hit = random.Next(1, 8); hit > 0; hit--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "{}[]:,\"\\u0"[random.Next(10)]);
            Check(bytes);
        }
    }

    [Test]
    public void Pieces_of_json_in_any_order_do_no_harm()
    {
        var random = new Random(3);
        for (var round = 0; round < Rounds; round++)
            Check(Encoding.UTF8.GetBytes("{" + string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Pieces[random.Next(Pieces.Length)])) + "}"));
    }

    static void Check(byte[] body)
    {
        foreach (var reader in Readers)
        {
            reader.Wants(null, body);
            foreach (var charset in new[] { null, "utf-16" })
            {
                if (reader.Read(body, null, charset) is not { } reading)
                    continue;
                Assert.That(reading.Components, Has.Count.LessThanOrEqualTo(Limit));
                var names = reading.Components.Select(component => component.Name).ToList();
                Assert.That(names, Is.Unique);
                Assert.That(names.Select(name => name.Length), Has.All.InRange(1, 64));
                Assert.That(reading.Values.Select(value => double.IsFinite(value.Value)), Has.All.True);
            }
        }
    }
}
