namespace MetricsAgent.Rules;

/// <summary>Compares strings as the bytes of their UTF-8 compare, which is Prometheus' order: surrogate pairs come after everything else.</summary>
public sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (x is null || y is null || common == x.Length || common == y.Length)
            return (x?.Length ?? -1) - (y?.Length ?? -1);
        var (left, right) = (x[common], y[common]);
        return char.IsSurrogate(left) == char.IsSurrogate(right) ? left - right : char.IsSurrogate(left) ? 1 : -1;
    }
}
