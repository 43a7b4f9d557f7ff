namespace MetricsAgent.Tests.Contract.Promql.Expressions;

/// <summary>Arithmetic, comparisons and sets of vectors, and how their series are matched.</summary>
internal static class OperatorExpressions
{
    internal const string Text = """
        temperature + 1
        1 - temperature
        temperature * 0
        temperature / 0
        temperature % 7
        7 % temperature
        temperature ^ 2
        2 ^ state
        temperature atan2 1
        temperature > 20
        20 < temperature
        20 > temperature
        temperature == temperature
        temperature != temperature
        temperature > bool 20
        temperature >= 19.5
        temperature <= 19.5
        -temperature
        +temperature
        - - temperature
        -{__name__=~"temperature|humidity"}
        {__name__=~"temperature|humidity"} > 5
        {__name__=~"temperature|humidity"} + 5
        temperature + humidity
        temperature - on (room) humidity
        temperature * ignoring (floor) humidity
        temperature * on (floor) humidity
        temperature * on (floor) group_left humidity
        temperature > humidity
        temperature > bool humidity
        temperature > on (room) humidity
        temperature == on (room, floor) temperature
        http_requests_total * on (job) group_left (version) build_info
        build_info * on (job) group_right (version) http_requests_total
        build_info * on (job) group_right http_requests_total
        http_requests_total * on (job) group_left (code) build_info
        http_requests_total > on (job) group_left build_info
        build_info < on (job) group_right http_requests_total
        build_info <= bool on (job) group_right http_requests_total
        http_requests_total / on (job, instance) group_left sum by (job, instance) (http_requests_total)
        http_requests_total / ignoring (code) group_left sum without (code) (http_requests_total)
        sum without (code) (http_requests_total) / ignoring (code) group_right http_requests_total
        http_requests_total{code="200"} + ignoring (code) http_requests_total{code="500"}
        http_requests_total / on (job) build_info
        build_info / on (job) http_requests_total
        http_requests_total and on (job) build_info{version="1.0"}
        http_requests_total and ignoring (code) http_requests_total{code="500"}
        http_requests_total unless http_requests_total{code="500"}
        http_requests_total or build_info
        http_requests_total{job="api"} or on (job) http_requests_total
        temperature and humidity
        temperature or humidity
        temperature unless on (floor) humidity{floor="1"}
        temperature and on () vector(1)
        temperature and on () absent_metric
        absent_metric or vector(0)
        vector(1) or vector(2)
        lonely + on () vector(1)
        temperature * scalar(lonely)
        scalar(temperature)
        scalar(lonely) + 1
        scalar(absent_metric)
        """;
}
