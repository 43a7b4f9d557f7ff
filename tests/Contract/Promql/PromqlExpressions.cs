namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>Expressions by hand: every operator, aggregation and function, and the corners of each.</summary>
internal static class PromqlExpressions
{
    const string Text = """
        1
        -1
        1 + 2 * 3 ^ 2
        2 ^ 3 ^ 2
        -2 ^ 2
        10 % 3
        -10 % 3
        5.5 % -2
        1 / 0
        -1 / 0
        0 / 0
        1 atan2 2
        1 == bool 1
        1 == bool NaN
        NaN != bool NaN
        "a string"
        'it''s'
        `back\quoted`
        "\x41é\101\n"
        0x1F
        017
        08
        1_000
        1_000.5
        1e-3
        5m
        1h30m
        -1d
        1y2w3d4h5m6s7ms
        .5
        5.
        Inf
        -inf
        nan
        http_requests_total
        http_requests_total{job="api"}
        http_requests_total{job!="api",code="200"}
        http_requests_total{job=~"a.*",code!~"4.."}
        http_requests_total{instance=~"0|1"}
        http_requests_total{nothing=""}
        http_requests_total{nothing!=""}
        temperature{room=~"[[:alpha:]]"}
        temperature{room=~"[^[:digit:]a-b]"}
        temperature{room!~"\\w"}
        temperature{room=~"(?P<x>[ab])|(?i:C)|\\Qd\\E"}
        temperature{floor=~"\\d"}
        temperature{floor=~"[\\d]$"}
        temperature{floor=~"^[^\\D02]$"}
        temperature{room=~"\\x61|\\x{62}|\\pZ"}
        temperature{room=~"a(?=b)"}
        temperature{room=~"(a)\\1"}
        temperature{room=~"\\k"}
        temperature{room=~"a**"}
        temperature{room=~"[b-a]"}
        temperature{room=~"[a"}
        temperature{room=~"a{1001}"}
        temperature{room=~"(?#x)a"}
        temperature{room=~"(?>a)"}
        temperature{room=~"[]a]"}
        temperature{room=~"[a-[b]]"}
        state{kind=~"text.*ü"}
        {__name__="lonely"}
        {"lonely"}
        {__name__=~"temp.*|humidity",room="a"}
        {"http_requests_total",job="web",'code'="500"}
        temperature{floor="0",}
        temperature
        humidity
        state
        temperature offset 5m
        temperature offset -5m
        temperature offset 100
        temperature @ 1700008200
        temperature @ 1700008200.123
        temperature @ start()
        temperature @ end() offset 1m
        temperature offset 1m @ end()
        http_requests_total[1m]
        temperature[61s]
        temperature[5m] offset 1m
        temperature[5m] @ 1700008200
        temperature[15s]
        temperature[15001ms]
        temperature[30]
        temperature[5m:1m]
        temperature[5m:]
        temperature[10m:77s] offset 33s
        rate(http_requests_total[1m])[5m:1m]
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
        sum(http_requests_total)
        sum by (job) (http_requests_total)
        sum(http_requests_total) by (job, code)
        sum without (instance) (http_requests_total)
        sum by (nothing) (http_requests_total)
        sum by () (http_requests_total)
        sum without () ({__name__=~"temperature|humidity"})
        sum by (__name__) ({__name__=~"temperature|humidity"})
        sum(temperature)
        sum(extreme)
        sum(extreme{size!="great"})
        avg(extreme)
        avg(extreme{size=~"great|small"})
        avg({__name__=~"extreme|lonely"})
        avg(temperature)
        avg by (floor) (humidity)
        avg(pod_memory)
        min(temperature)
        max(temperature)
        min by (floor) (temperature)
        max by (floor) (temperature)
        count(temperature)
        count by (namespace) (pod_memory)
        group(temperature)
        group by (floor) (temperature)
        stddev(humidity)
        stdvar by (floor) (humidity)
        stddev(temperature)
        stddev(lonely)
        stdvar(extreme)
        topk(3, pod_memory)
        bottomk(3, pod_memory)
        topk by (namespace) (2, pod_memory)
        bottomk by (namespace) (2, pod_memory)
        topk(1, pod_memory)
        topk(12, pod_memory)
        topk(2, temperature)
        bottomk(2, temperature)
        topk(100, temperature)
        bottomk(6, temperature)
        topk(0, temperature)
        topk(-1, temperature)
        topk(NaN, temperature)
        topk(Inf, temperature)
        topk(1.9, temperature)
        topk(scalar(state{kind="constant"}), pod_memory)
        quantile(0.5, temperature)
        quantile(0.9, humidity)
        quantile by (floor) (0.25, humidity)
        quantile(-1, humidity)
        quantile(2, humidity)
        quantile(NaN, humidity)
        quantile(0.3, lonely)
        count_values("value", state)
        count_values("value", pod_memory)
        count_values by (namespace) ("value", pod_memory)
        count_values without (pod) ("value", pod_memory)
        count_values("room", temperature)
        count_values("", temperature)
        count_values("value", extreme)
        rate(http_requests_total[1m])
        rate(http_requests_total[5m])
        rate(http_requests_total[30s])
        rate(http_requests_total[15s])
        rate(http_requests_total[1h])
        rate(http_requests_total[5m] offset 10m)
        rate(http_requests_total[5m] @ 1700008200)
        rate(bytes_total[2m])
        rate(bytes_total[1h])
        increase(http_requests_total[5m])
        increase(bytes_total[30m])
        increase(lonely[5m])
        delta(temperature[5m])
        delta(humidity[61s])
        delta(http_requests_total[10m])
        irate(http_requests_total[5m])
        irate(temperature[5m])
        idelta(http_requests_total[5m])
        idelta(temperature[1m])
        deriv(temperature[10m])
        deriv(http_requests_total[10m])
        deriv(lonely[5m])
        deriv(state[5m])
        deriv(bytes_total[10m])
        predict_linear(humidity[10m], 3600)
        predict_linear(lonely[10m], 3600)
        predict_linear(bytes_total[20m] offset 5m, -60)
        predict_linear(state{kind="constant"}[10m], 1e9)
        predict_linear(temperature[10m] @ 1700008200, 60)
        changes(state[10m])
        changes(temperature[10m])
        resets(http_requests_total[1h])
        resets(temperature[10m])
        avg_over_time(temperature[5m])
        avg_over_time(humidity[10m])
        avg_over_time(extreme[5m])
        sum_over_time(temperature[5m])
        sum_over_time(extreme[5m])
        min_over_time(temperature[5m])
        max_over_time(temperature[5m])
        count_over_time(temperature[5m])
        count_over_time(humidity[61s])
        quantile_over_time(0.5, temperature[5m])
        quantile_over_time(0.99, humidity[10m])
        quantile_over_time(2, humidity[10m])
        quantile_over_time(scalar(lonely) / 1000, humidity[10m])
        stddev_over_time(temperature[5m])
        stdvar_over_time(humidity[10m])
        stdvar_over_time(extreme[5m])
        last_over_time(temperature[5m])
        last_over_time({__name__=~"temperature|humidity"}[5m])
        present_over_time(humidity[15s])
        absent_over_time(absent_metric{job="a",code=~"5..",x="y"}[5m])
        absent_over_time(humidity[15s])
        absent_over_time(http_requests_total{job="web",instance="2"}[1m])
        absent_over_time(absent_metric[5m:1m])
        absent_over_time({__name__="http_requests_total",job="web",instance="2",code="200"}[30s:15s])
        absent(absent_metric{job="a",job="b",x="y"})
        absent(absent_metric{job="a",code!="b"})
        absent((absent_metric{job="a"}))
        absent(sum(absent_metric{job="a"}))
        absent(http_requests_total{job="web",instance="2",code="200"})
        absent(temperature)
        max_over_time(rate(http_requests_total[1m])[10m:1m])
        avg_over_time(sum by (job) (rate(http_requests_total[2m]))[10m:30s])
        min_over_time(temperature[10m:15s] @ 1700009400)
        sum_over_time((temperature > 20)[10m:1m])
        count_over_time(absent_metric[10m:1m])
        max_over_time(max_over_time(temperature[3m:20s])[10m:1m])
        rate(sum(http_requests_total)[5m:1m])
        increase(bytes_total[10m:90s] offset 77s)
        avg_over_time(time()[5m:1m])
        avg_over_time(vector(time())[5m:1m])
        sum_over_time(temperature[5m:1m] @ start())
        sum_over_time((temperature @ end())[5m:1m])
        last_over_time(timestamp(temperature)[5m:1m])
        histogram_quantile(0.9, request_duration_seconds_bucket)
        histogram_quantile(0.5, rate(request_duration_seconds_bucket[5m]))
        histogram_quantile(0.99, sum by (le) (rate(request_duration_seconds_bucket{job=~"api|web"}[5m])))
        histogram_quantile(0, request_duration_seconds_bucket)
        histogram_quantile(1, request_duration_seconds_bucket)
        histogram_quantile(-1, request_duration_seconds_bucket)
        histogram_quantile(1.5, request_duration_seconds_bucket)
        histogram_quantile(NaN, request_duration_seconds_bucket)
        histogram_quantile(0.5, temperature)
        histogram_quantile(0.5, request_duration_seconds_bucket{le="+Inf"})
        histogram_quantile(0.5, request_duration_seconds_bucket * 0)
        histogram_quantile(0.9, label_replace(request_duration_seconds_bucket, "le", "1.0", "le", "0.5"))
        abs(temperature)
        ceil(temperature)
        floor(temperature)
        round(temperature)
        round(temperature, 0.1)
        round(temperature, 5)
        round(temperature, 0)
        round(-temperature)
        sqrt(temperature)
        exp(temperature)
        exp(lonely)
        ln(temperature)
        log2(temperature)
        log10(temperature)
        ln(humidity)
        log2(humidity)
        log10(humidity)
        sgn(temperature)
        sin(temperature)
        cos(humidity)
        tan(humidity)
        asin(humidity / 100)
        acos(humidity / 100)
        atan(humidity)
        sinh(humidity / 10)
        cosh(humidity / 10)
        tanh(humidity / 10)
        asinh(humidity)
        acosh(humidity)
        atanh(humidity / 100)
        deg(temperature)
        rad(temperature)
        pi()
        pi() * 2
        time()
        time() - 1700000000
        vector(time())
        vector(pi())
        timestamp(temperature)
        timestamp(humidity)
        timestamp((humidity))
        timestamp(humidity offset 5m)
        timestamp(humidity @ 1700008200)
        timestamp(humidity + 1)
        timestamp(absent_metric)
        clamp(temperature, 19, 20)
        clamp(temperature, 20, 19)
        clamp(temperature, NaN, 20)
        clamp_min(temperature, 20)
        clamp_max(temperature, 20)
        clamp_max(temperature, NaN)
        clamp_min(temperature, Inf)
        sort(temperature)
        sort_desc(temperature)
        sort(pod_memory{pod=~"p0."})
        sort_desc(pod_memory{pod=~"p1."})
        label_replace(temperature, "where", "room-$1", "room", "(.*)")
        label_replace(temperature, "room", "", "room", "a")
        label_replace(temperature, "room", "x", "room", "[ab]")
        label_replace(temperature, "where", "$1$$${2}_$name$3", "room", "(?P<name>.)()")
        label_replace(temperature, "where", "$1x", "room", "(.*)")
        label_replace(temperature, "where", "${1}x", "room", "(.*)")
        label_replace(temperature, "where", "always", "nothing", "")
        label_replace(temperature, "__name__", "heat", "room", "a")
        label_replace(temperature, "", "x", "room", "a")
        label_replace(temperature, "ü", "x", "room", "a")
        label_replace(temperature, "x", "x", "room", "(")
        label_join(temperature, "both", "-", "floor", "room")
        label_join(temperature, "both", "", "floor", "nothing", "room")
        label_join(temperature, "room", "-")
        label_join(temperature, "both", "-", "")
        minute()
        hour()
        day_of_week()
        day_of_month()
        day_of_year()
        days_in_month()
        month()
        year()
        minute(vector(1700006400))
        hour(lonely * 100000)
        day_of_week(lonely * 1000000)
        day_of_month(lonely * 100000000)
        day_of_year(lonely * 100000000)
        days_in_month(lonely * 100000000)
        month(lonely * 100000000)
        year(lonely * 100000000)
        year(-lonely * 100000000)
        day_of_year(-lonely * 100000000)
        day_of_week(-lonely * 1000000)
        hour(-lonely * 1000)
        year(vector(1e13))
        year(vector(NaN))
        minute(vector(Inf))
        hour(vector(-Inf))
        day_of_year(vector(1e300))
        day_of_week(vector(NaN))
        days_in_month(vector(NaN))
        day_of_month(vector(-1e15))
        sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.01
        100 * (1 - avg by (job) (rate(http_requests_total{code="200"}[5m])))
        sum by (job) (increase(http_requests_total[10m])) > bool 100
        (temperature > 20) or (humidity < 10)
        temperature > 20 and humidity > 50 or lonely
        sum(temperature > 1e9)
        count(temperature) by (floor) > 1
        avg_over_time(temperature[5m]) - avg_over_time(temperature[5m] offset 5m)
        changes(up[5m])
        http_requests_total{__name__="x"}
        sum(sum by (job) (http_requests_total)) # a comment
        SUM BY (job) (http_requests_total) OR vector(1)
        rate(temperature)
        rate(temperature[5m]
        rate(temperature[5m]))
        sum(1)
        {job=""}
        {}
        {__name__=""}
        temperature[5m] + 1
        temperature offset 5m offset 5m
        temperature @ 1 @ 2
        temperature[5m][5m]
        temperature[0]
        temperature[-5m]
        temperature[5m:0s]
        temperature[1m+1m]
        temperature offset (5m)
        1 offset 5m
        sum(temperature) offset 5m
        temperature[5m] offset 5m[5m]
        1 and temperature
        1 > 2
        temperature bool temperature
        temperature + bool temperature
        temperature * on (room) group_left (room) humidity
        temperature and on (room) group_left humidity
        1 + on (room) 2
        nosuchfunction(temperature)
        limitk(1, temperature)
        limit_ratio(0.5, temperature)
        mad_over_time(temperature[5m])
        double_exponential_smoothing(temperature[5m], 0.5, 0.5)
        sort_by_label(temperature, "room")
        holt_winters(temperature[5m], 0.5, 0.5)
        info(temperature)
        topk(temperature)
        topk("1", temperature)
        sum(temperature, humidity)
        sum()
        abs()
        abs(temperature, 1)
        abs(temperature,)
        round(temperature, 1, 2)
        label_join(temperature)
        hour(1)
        quantile(0.5)
        count_values(1, temperature)
        absent(1)
        time(1)
        "a" + "b"
        -"a"
        "a" > 1
        1 +
        + 1
        * 1
        (1
        1)
        temperature{
        temperature{room
        temperature{room=
        temperature{room="a"
        temperature{room=a}
        temperature{room="a" floor="1"}
        temperature{room=~"("}
        temperature{,}
        temperature}
        temperature]
        temperature[
        temperature[5m
        temperature[5m:
        temperature[a]
        temperature[5x]
        temperature["5m"]
        sum by job (temperature)
        sum by (job (temperature)
        sum by (1) (temperature)
        sum temperature
        sum by (job)
        temperature humidity
        temperature !
        temperature =
        temperature = 1
        temperature =~ "a"
        'unterminated
        "bad \q escape"
        `unterminated
        1e
        0x
        1__0
        1_
        1.2.3
        5mm
        1m1h
        99999999999y
        temperature offset
        temperature offset a
        temperature @
        temperature @ a
        temperature @ NaN
        temperature @ Inf
        temperature @ start
        on
        bool
        by
        sum
        offset
        start
        end
        and
        group_left
        atan2
        unless
        by{by="x"}
        sum{sum="x"}
        sum by (sum, by, on, bool, and, offset, start, group_left, atan2) (sum)
        avg by (without) (temperature)
        a:b:c
        :a
        a:b(temperature)
        1:2
        $
        temperature & humidity
        ü
        "ü"
        {"ü"="x", __name__="temperature"}
        {ü="x"}
        sum by ("room") (temperature)
        sum by ("") (temperature)
        """;

    public static IReadOnlyList<string> All { get; } = Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
