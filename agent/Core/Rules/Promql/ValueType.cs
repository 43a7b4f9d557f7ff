namespace MetricsAgent.Rules.Promql;

/// <summary>What an expression evaluates to.</summary>
public enum ValueType
{
    /// <summary>One number, without labels.</summary>
    Scalar,

    /// <summary>Series with one value each, all at the time of evaluation: an instant vector.</summary>
    Vector,

    /// <summary>Series with many values each: a range vector.</summary>
    Matrix,

    /// <summary>A text, as some functions take it.</summary>
    Text,
}

static class ValueTypeWord
{
    /// <summary>As Prometheus' documentation and its errors call it.</summary>
    internal static string Documented(this ValueType type) => type switch
    {
        ValueType.Vector => "instant vector",
        ValueType.Matrix => "range vector",
        ValueType.Scalar => "scalar",
        _ => "string",
    };
}
