namespace MetricsAgent.Tests.Contract.Promql.Expressions;

/// <summary>Several parts together, as rules have them.</summary>
internal static class RuleExpressions
{
    internal const string Text = """
        sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.01
        100 * (1 - avg by (job) (rate(http_requests_total{code="200"}[5m])))
        sum by (job) (increase(http_requests_total[10m])) > bool 100
        (temperature > 20) or (humidity < 10)
        temperature > 20 and humidity > 50 or lonely
        sum(temperature > 1e9)
        count(temperature) by (floor) > 1
        avg_over_time(temperature[5m]) - avg_over_time(temperature[5m] offset 5m)
        changes(up[5m])
        """;
}
