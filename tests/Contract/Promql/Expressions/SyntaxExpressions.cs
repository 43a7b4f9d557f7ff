namespace MetricsAgent.Tests.Contract.Promql.Expressions;

/// <summary>The edges of the grammar: what is refused, in which words, and what is just accepted.</summary>
internal static class SyntaxExpressions
{
    internal const string Text = """
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
}
