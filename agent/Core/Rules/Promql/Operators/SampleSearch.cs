using System.Runtime.InteropServices;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>Finds samples by their time.</summary>
static class SampleSearch
{
    static readonly long EndBits = BitConverter.DoubleToInt64Bits(StaleMarker.Value);

    /// <summary>How many of the times are not after one.</summary>
    internal static int CountUpTo(ReadOnlySpan<long> times, long last)
    {
        // Most questions are about now.
        if (times.IsEmpty || times[^1] <= last)
            return times.Length;
        var (low, high) = (0, times.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] <= last)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The samples after a time and up to another, without the marks of a series' end.</summary>
    internal static SeriesWindow Between(SeriesWindow series, long after, long upTo)
    {
        var times = series.Times.Span;
        var end = CountUpTo(times, upTo);
        var start = CountUpTo(times[..end], after);
        var values = series.Values[start..end];
        return HasEnd(values.Span) ? WithoutEnds(series.Labels, series.Times.Span[start..end], values.Span)
            : new(series.Labels, series.Times[start..end], values);
    }

    /// <summary>By their bits, many at a time.</summary>
    static bool HasEnd(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, long>(values).Contains(EndBits);

    static SeriesWindow WithoutEnds(Labels labels, ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        List<long> keptTimes = [];
        List<double> keptValues = [];
        for (var i = 0; i < times.Length; i++)
        {
            if (StaleMarker.Is(values[i]))
                continue;
            keptTimes.Add(times[i]);
            keptValues.Add(values[i]);
        }

        return new(labels, keptTimes.ToArray(), keptValues.ToArray());
    }
}
