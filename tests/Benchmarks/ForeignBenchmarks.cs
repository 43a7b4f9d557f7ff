using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MetricsAgent.Exposition;
using MetricsAgent.Http;
using MetricsAgent.Metrics;

namespace MetricsAgent.Benchmarks;

/// <summary>An application of 50,000 series, half of them buckets, passed through: read, kept, rendered.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 20, iterationCount: 100, invocationCount: 1)]
public class ForeignBenchmarks
{
    const int Handlers = 1000;

    readonly ForeignFamilies families = new(100_000, (_, _) => false) { Labels = new([new("job", "api"), new("instance", "localhost:8080")], isHonored: false) };
    readonly FamilyClaims claims = new(_ => null);
    readonly ClaimHolder holder = new("app", 0);
    readonly Samples samples = new();
    readonly SnapshotStore store = new(TimeProvider.System);
    readonly SnapshotSlot slot;
    readonly ScrapeRenderer renderer = new();
    readonly ScrapeAnswer answer = new();
    readonly byte[] text = Encoding.UTF8.GetBytes(Text());

    public ForeignBenchmarks() => slot = store.Open("app.scrape", TimeSpan.FromDays(1));

    [GlobalSetup]
    public void First() => Parse();

    [Benchmark]
    public void Parse()
    {
        families.Begin();
        families.Read(text, "http://localhost:8080/metrics");
        families.Claim(claims, holder, out _);
        families.Emit(samples);
        slot.Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
    }

    [Benchmark]
    [Arguments(false)]
    [Arguments(true)]
    public long Render(bool gzip)
    {
        using var view = store.Read();
        answer.Render(renderer, view, domain: null, ExpositionFormat.Text, gzip, now: 0);
        return answer.Length;
    }

    /// <summary>25 counters and a histogram of 25 lines for each of 1,000 handlers.</summary>
    internal static string Text()
    {
        var text = new StringBuilder();
        for (var family = 0; family < 25; family++)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP app_requests_{family}_total Requests answered.\n# TYPE app_requests_{family}_total counter\n");
            for (var i = 0; i < Handlers; i++)
                text.Append(CultureInfo.InvariantCulture, $"app_requests_{family}_total{{handler=\"/api/v1/orders/{i}\",method=\"GET\",status=\"200\"}} {(i * 1000) + (family % 2 == 0 ? 0 : i / 7.0)}\n");
        }

        text.Append("# HELP app_request_seconds How long.\n# TYPE app_request_seconds histogram\n");
        for (var i = 0; i < Handlers; i++)
        {
            for (var bucket = 1; bucket <= 22; bucket++)
                text.Append(CultureInfo.InvariantCulture, $"app_request_seconds_bucket{{handler=\"/api/v1/orders/{i}\",method=\"GET\",le=\"{bucket / 10.0}\"}} {i * bucket}\n");
            text.Append(CultureInfo.InvariantCulture, $"app_request_seconds_bucket{{handler=\"/api/v1/orders/{i}\",method=\"GET\",le=\"+Inf\"}} {i * 23}\n");
            text.Append(CultureInfo.InvariantCulture, $"app_request_seconds_sum{{handler=\"/api/v1/orders/{i}\",method=\"GET\"}} {i / 3.0}\n");
            text.Append(CultureInfo.InvariantCulture, $"app_request_seconds_count{{handler=\"/api/v1/orders/{i}\",method=\"GET\"}} {i * 23}\n");
        }

        return text.ToString();
    }
}
