using System.Globalization;
using System.Text.RegularExpressions;

namespace MetricsAgent.Benchmarks;

/// <summary>
/// 200 rules that read every series of <see cref="Shops"/>, ten for each shop, one half of them recording: rates, ratios, quantiles of
/// histograms, the past two hours, a forecast, what is absent. Of each shop eight alerts fire.
/// </summary>
static partial class ShopRules
{
    internal const int PerShop = 10;

    const string OfOneShop = """
          - name: shop
            rules:
              - record: shop:requests:rate5m
                expr: sum by (handler) (rate(shop_http_requests_total[5m]))
              - record: shop:errors:ratio5m
                expr: sum by (handler) (rate(shop_http_requests_total{status=~"5.."}[5m])) / on (handler) shop:requests:rate5m
              - alert: shopErrors
                expr: shop:errors:ratio5m > 0.01 and on (handler) shop:requests:rate5m > 1
                for: 1m
                labels: {severity: critical}
                annotations: {summary: '{{ $value | humanizePercentage }} of the requests for {{ $labels.handler }} fail'}
              - record: shop:latency:p95
                expr: histogram_quantile(0.95, sum by (le, handler) (rate(shop_http_request_seconds_bucket[5m])))
              - alert: shopSlow
                expr: rate(shop_http_request_seconds_sum[10m]) / rate(shop_http_request_seconds_count[10m]) > 2 or shop:latency:p95 > 20
                for: 5m
                labels: {severity: warning}
                annotations: {summary: '{{ $labels.handler }} takes {{ $value | humanizeDuration }}'}
              - alert: shopDiskFull
                expr: shop_disk_bytes{kind="free"} / ignoring (kind) shop_disk_bytes{kind="size"} < 0.1 and on (device) predict_linear(shop_disk_bytes{kind="free"}[1h], 14400) < 1e11
                for: 5m
                labels: {severity: critical}
                annotations: {summary: '{{ $labels.device }} has {{ $value | humanizePercentage }} left', description: 'In four hours it is full.'}
              - record: shop:cpu:ratio5m
                expr: sum by (mode) (rate(shop_cpu_seconds_total[5m])) / ignoring (mode) group_left () sum (rate(shop_cpu_seconds_total[5m]))
              - record: shop:memory:share1h
                expr: avg_over_time(shop_memory_bytes[1h]) / max_over_time(shop_memory_bytes[2h])
              - alert: shopDown
                expr: shop_target_up == 0 or avg_over_time(shop_target_up[1h]) < 0.9 or absent(shop_target_up{node="0"})
                labels: {severity: critical}
                annotations: {summary: '{{ $labels.node }} does not answer'}
              - alert: shopStuck
                expr: changes(shop_queue_length[30m]) == 0 unless deriv(shop_queue_length[10m]) > 0
                for: 10m
                labels: {severity: warning}
                annotations: {summary: '{{ $labels.queue }} does not move'}

        """;

    /// <summary>A rule file.</summary>
    /// <param name="interval">From one evaluation to the next, in seconds; every duration is as much shorter as this is than 15.</param>
    internal static string Text(double interval = 15)
    {
        var one = Duration().Replace(OfOneShop, match =>
            string.Create(CultureInfo.InvariantCulture, $"{int.Parse(match.ValueSpan[..^1], CultureInfo.InvariantCulture) * (match.Value[^1] == 'h' ? 3600 : 60) * 1000 * interval / 15:0}ms"));
        return $"groups:\n{string.Concat(Enumerable.Range(0, Shops.Count).Select(number => one.Replace("shop", $"shop{number}")))}";
    }

    // Not what the recorded series are called.
    [GeneratedRegex(@"(?<=\[|for: )[0-9]+[mh]")]
    private static partial Regex Duration();
}
