namespace MetricsAgent.Rules;

/// <summary>What an expression reads: series with their samples. Times are milliseconds since 1970, ascending.</summary>
public interface ISeriesSource
{
    /// <summary>Adds the series that all matchers match and that have a sample from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into);
}

/// <summary>A part of a series. Valid for as long as its source is not written to.</summary>
/// <param name="Times">Milliseconds since 1970, ascending.</param>
/// <param name="Values">As many; <see cref="StaleMarker"/> where the series ended.</param>
public readonly record struct SeriesWindow(Labels Labels, ReadOnlyMemory<long> Times, ReadOnlyMemory<double> Values);

/// <summary>The number that says that a series has ended: a NaN of one bit pattern, as Prometheus has it.</summary>
public static class StaleMarker
{
    const long Bits = 0x7ff0000000000002;

    public static double Value { get; } = BitConverter.Int64BitsToDouble(Bits);

    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;
}
