using System.Globalization;
using System.Text;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Tests.Unit.Core.Rules.Promql;

namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>The samples that both evaluate: 100 minutes in one block, so that Prometheus reads the series in the order of their labels.</summary>
internal static class PromqlData
{
    /// <summary>A multiple of two hours, where a block begins.</summary>
    public const long Start = 1_700_006_400_000;

    const int Samples = 400;
    const long Interval = 15_000;

    static readonly Random Random = new(7);

    public static MemorySeries Series { get; } = Make();

    public static string OpenMetrics()
    {
        var text = new StringBuilder();
        foreach (var (labels, times, values) in Series.All)
        {
            for (var i = 0; i < times.Length; i++)
                text.Append(CultureInfo.InvariantCulture, $"{labels} {PromqlNumber.Format(values[i])} {times[i] / 1000.0}\n");
        }

        return text.Append("# EOF\n").ToString();
    }

    static MemorySeries Make()
    {
        MemorySeries series = new();
        Counters(series);
        Gauges(series);
        Histograms(series);
        foreach (var (job, version) in new[] { ("api", "1.0"), ("web", "2.1") })
            Add(series, $"build_info{{job=\"{job}\",version=\"{version}\"}}", _ => 1);
        Add(series, "lonely", i => i / 3.0);
        return series;
    }

    static void Counters(MemorySeries series)
    {
        foreach (var job in new[] { "api", "web" })
        {
            foreach (var instance in new[] { "0", "1", "2" })
            {
                foreach (var code in new[] { "200", "404", "500" })
                {
                    var total = Random.Next(1000);
                    var resets = Random.Next(50, 300);
                    // Instances end, begin late, or miss samples.
                    bool IsThere(int i) => (job, instance) switch
                    {
                        ("web", "2") => i < 200,
                        ("api", "2") => i > 120,
                        ("web", "1") => i is < 80 or > 125,
                        _ => i % 37 != 5,
                    };
                    Add(series, $"http_requests_total{{code=\"{code}\",instance=\"{instance}\",job=\"{job}\"}}",
                        i => total = i % resets == resets - 1 ? Random.Next(5) : total + Random.Next(40), IsThere);
                }
            }
        }

        var bytes = 0.0;
        Add(series, "bytes_total{job=\"api\"}", _ => bytes += Random.NextDouble() * 1e6, jitter: 900);
        Add(series, "bytes_total{job=\"rare\"}", _ => bytes += Random.NextDouble(), i => i % 40 == 3, jitter: 2000);
    }

    static void Gauges(MemorySeries series)
    {
        foreach (var room in new[] { "a", "b", "c", "d", "e", "f" })
        {
            var value = 20.0;
            Add(series, $"temperature{{floor=\"{(room[0] - 'a') / 2}\",room=\"{room}\"}}", i =>
            {
                value += Random.NextDouble() - 0.5;
                return room switch
                {
                    "d" when i % 23 < 4 => double.NaN,
                    "e" when i % 31 == 8 => i % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity,
                    "f" => -Math.Round(value),
                    _ => value,
                };
            });
            Add(series, $"humidity{{floor=\"{(room[0] - 'a') / 2}\",room=\"{room}\"}}", _ => Math.Round(Random.NextDouble() * 100, 1), i => (i + room[0]) % 5 != 0);
        }

        Add(series, "state{kind=\"flapping\"}", _ => Random.Next(2));
        Add(series, "state{kind=\"constant\"}", _ => 3);
        Add(series, "state{kind=\"text of \\\"quotes\\\" and ü\"}", i => i / 100);
        Add(series, "extreme{size=\"great\"}", i => 1.7e308 / ((i % 3) + 1));
        Add(series, "extreme{size=\"small\"}", i => 4e-310 * (i + 1));
        Add(series, "extreme{size=\"negative\"}", i => -1.1e16 + i);
        Add(series, "extreme{size=\"cancelling\"}", i => i % 2 == 0 ? 1e16 : -1e16 + 1);
        Add(series, "extreme{size=\"nothing\"}", _ => 0);
        for (var pod = 0; pod < 30; pod++)
        {
            var low = pod;
            Add(series, $"pod_memory{{namespace=\"n{pod % 4}\",pod=\"p{pod:00}\"}}", i => Math.Round(Random.NextDouble() * 8) + (low % 2));
        }
    }

    static void Histograms(MemorySeries series)
    {
        foreach (var job in new[] { "api", "web", "broken", "open" })
        {
            var counts = new double[5];
            string[] bounds = ["0.1", "0.5", "1", "2.5", "+Inf"];
            var made = Enumerable.Range(0, Samples).Select(i => Observe(counts, job)).ToArray();
            for (var b = 0; b < bounds.Length; b++)
            {
                var bucket = b;
                if (job != "open" || bucket < 4)
                    Add(series, $"request_duration_seconds_bucket{{job=\"{job}\",le=\"{bounds[b]}\"}}", i => made[i][bucket]);
            }
        }
    }

    static double[] Observe(double[] counts, string job)
    {
        for (var observed = Random.Next(20); observed > 0; observed--)
        {
            for (var b = Random.Next(counts.Length); b < counts.Length; b++)
                counts[b]++;
        }

        var seen = counts.ToArray();
        if (job == "broken")
            seen[2] = Math.Max(0, seen[1] - 3);
        return seen;
    }

    static void Add(MemorySeries series, string name, Func<int, double> value, Func<int, bool>? isThere = null, int jitter = 0)
    {
        List<long> times = [];
        List<double> values = [];
        for (var i = 0; i < Samples; i++)
        {
            var next = value(i);
            if (isThere?.Invoke(i) == false)
                continue;
            times.Add(Start + (i * Interval) + (jitter == 0 ? 0 : Random.Next(jitter)));
            values.Add(next);
        }

        series.Add(MemorySeries.LabelsOf(name), [.. times], [.. values]);
    }
}
