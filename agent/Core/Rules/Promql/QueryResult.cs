namespace MetricsAgent.Rules.Promql;

/// <summary>A series with one value.</summary>
public readonly record struct VectorSample(Labels Labels, double Value);

/// <summary>A series with its values.</summary>
/// <param name="Times">Milliseconds since 1970, ascending.</param>
/// <param name="Values">As many.</param>
public sealed record SeriesPoints(Labels Labels, IReadOnlyList<long> Times, IReadOnlyList<double> Values);

/// <summary>What an expression has evaluated to. Only what its <see cref="Type"/> says is set.</summary>
public sealed class QueryResult
{
    public required ValueType Type { get; init; }

    public double Scalar { get; init; }

    public string Text { get; init; } = "";

    public IReadOnlyList<VectorSample> Vector { get; init; } = [];

    public IReadOnlyList<SeriesPoints> Matrix { get; init; } = [];

    /// <summary>What Prometheus would warn about, for example a quantile that is not from 0 to 1.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
