namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>The samples of one series in a range; there is at least one.</summary>
/// <param name="times">Milliseconds since 1970, ascending.</param>
readonly ref struct RangeInput(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
{
    internal ReadOnlySpan<long> Times { get; } = times;

    internal ReadOnlySpan<double> Values { get; } = values;

    /// <summary>When the function is evaluated.</summary>
    internal long Time { get; init; }

    /// <summary>Where the range ends; not <see cref="Time"/> when there is an offset.</summary>
    internal long End { get; init; }

    internal TimeSpan Range { get; init; }

    /// <summary>The function's number, where it takes one.</summary>
    internal double Argument { get; init; }

    internal int Count => Values.Length;
}

/// <summary>A function of a range's samples. NaN is a value; null is none.</summary>
delegate double? RangeFunction(in RangeInput input);
