namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>Expressions made at random that mean something, over the series of <see cref="PromqlData"/>.</summary>
internal sealed class ExpressionGrammar(int seed)
{
    static readonly string[] Gauges =
        ["temperature", "humidity", "state", "lonely", "temperature{floor=\"1\"}", "humidity{room=~\"a|c|e\"}", "pod_memory{pod=~\"p0.\"}", "build_info", "absent_metric"];

    static readonly string[] Counters =
        ["http_requests_total", "bytes_total", "http_requests_total{job=\"api\"}", "http_requests_total{code!~\"4..\"}", "request_duration_seconds_bucket{job=\"api\"}"];

    static readonly string[] OverTime =
        ["avg_over_time", "sum_over_time", "min_over_time", "max_over_time", "count_over_time", "stddev_over_time", "stdvar_over_time", "last_over_time",
            "present_over_time", "changes", "resets", "deriv", "delta", "idelta", "rate", "increase", "irate", "absent_over_time"];

    static readonly string[] OneValue = ["abs", "ceil", "floor", "round", "sgn", "sqrt", "sort", "sort_desc", "absent", "hour", "minute", "day_of_week", "year", "timestamp", "deg"];

    static readonly string[] Labels = ["job", "instance", "code", "floor", "room", "le", "kind", "nothing"];

    readonly Random random = new(seed);

    public string Next() => Vector(4);

    string Vector(int depth) => depth <= 0 ? Selector() : random.Next(17) switch
    {
        0 or 1 => Selector(),
        2 or 3 or 4 => $"{Pick("rate", "increase", "delta", "irate", "rate", "increase")}({Range(Pick(Counters))})",
        5 or 6 => $"{Pick(OverTime)}({Matrix(depth)})",
        7 => $"{Pick(OneValue)}({Vector(depth - 1)})",
        8 or 9 => $"{Pick("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar")}{Groups()}({Vector(depth - 1)})",
        10 => $"{Pick("topk", "bottomk")}{Groups()}({random.Next(0, 5)}, {Pick(Gauges)}{Shift()})",
        11 => $"quantile{Groups()}({Pick("0.5", "0.95", "0", "1", "1.5")}, {Vector(depth - 1)})",
        12 => $"{Operand(depth)} {Pick("+", "-", "*", "/", "%", ">", "<", ">=", "==", "!=", "> bool", "<= bool")} {Scalar(depth - 1)}",
        13 => $"{Scalar(depth - 1)} {Pick("+", "-", "*", "/", "%", ">", "<", "!= bool")} {Operand(depth)}",
        14 => $"{Operand(depth)} {Pick("+", "-", "*", "/", ">", "<= bool", "and", "or", "unless")}{Matching()} {Operand(depth)}",
        15 => Pick(
            $"histogram_quantile({Pick("0.5", "0.9", "0.99", "0", "1")}, sum by (le{Pick("", ", job")}) (rate({Range("request_duration_seconds_bucket")})))",
            $"http_requests_total * on (job) group_left (version) build_info{Shift()}",
            $"label_replace({Vector(depth - 1)}, \"{Pick(Labels)}\", \"$1-x\", \"{Pick(Labels)}\", \"{Pick("(.*)", "(a|w).*", "[0-9]", "(.)(.*)")}\")",
            $"label_join({Vector(depth - 1)}, \"joined\", \"-\", \"{Pick(Labels)}\", \"{Pick(Labels)}\")",
            $"clamp({Vector(depth - 1)}, {random.Next(-5, 5)}, {random.Next(0, 30)})",
            $"predict_linear({Matrix(depth)}, {random.Next(-100, 4000)})",
            $"quantile_over_time({Pick("0.5", "0.9", "-1")}, {Matrix(depth)})",
            $"vector({Scalar(depth - 1)})"),
        _ => $"-{Operand(depth)}",
    };

    string Operand(int depth) => $"({Vector(depth - 1)})";

    string Scalar(int depth) => depth <= 0 ? Number() : random.Next(6) switch
    {
        0 => "time()",
        1 => $"scalar({Vector(depth - 1)})",
        2 => $"({Scalar(depth - 1)} {Pick("+", "-", "*", "/", "%", "== bool", "< bool")} {Scalar(depth - 1)})",
        3 => $"-{Number()}",
        _ => Number(),
    };

    string Matrix(int depth) => depth > 1 && random.Next(3) == 0
        ? $"{Pick(Selector(), Operand(depth - 1), $"rate({Range(Pick(Counters))})")}[{Pick("5m", "7m30s", "20m", "90s")}:{Pick("", "30s", "1m", "77s")}]{Shift()}"
        : Range(random.Next(2) == 0 ? Pick(Gauges) : Pick(Counters));

    string Range(string selector) => $"{selector}[{Pick("1m", "5m", "2m", "61s", "30s", "10m", "15s", "1h")}]{Shift()}";

    string Selector() => Pick(random.Next(2) == 0 ? Gauges : Counters) + Shift();

    string Shift() => random.Next(8) switch
    {
        0 => " offset 5m",
        1 => " offset -90s",
        2 => $" @ {PromqlData.Start / 1000 + random.Next(6000)}",
        3 => Pick(" @ start()", " @ end()", " @ end() offset 1m"),
        _ => "",
    };

    string Groups() => random.Next(4) switch
    {
        0 => $" by ({Pick(Labels)})",
        1 => $" by ({Pick(Labels)}, {Pick(Labels)})",
        2 => $" without ({Pick(Labels)}, {Pick(Labels)})",
        _ => "",
    };

    string Matching() => random.Next(6) switch
    {
        0 => $" on ({Pick(Labels)})",
        1 => $" ignoring ({Pick(Labels)}, {Pick(Labels)})",
        2 => " on ()",
        _ => "",
    };

    string Number() => Pick("0", "1", "2.5", "100", "1e3", "0.1", "7", "Inf", "NaN", "5m", "0x1F");

    string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
