namespace MetricsAgent.Tests.Contract.Promql.Expressions;

/// <summary>Matchers and their patterns, <c>offset</c> and <c>@</c>, ranges and subqueries.</summary>
internal static class SelectorExpressions
{
    internal const string Text = """
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
        """;
}
