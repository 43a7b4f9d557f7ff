namespace MetricsAgent.Tests.Contract.Promql.Expressions;

/// <summary>Numbers, durations, strings and what is calculated of numbers alone.</summary>
internal static class LiteralExpressions
{
    internal const string Text = """
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
        """;
}
