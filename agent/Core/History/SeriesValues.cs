using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>
/// Numbers of one series, one for each tick since the first: 8 bytes each, without their times. As long as neighbouring buckets of a
/// histogram have the same numbers, they have them together: no observation was ever between their bounds.
/// </summary>
/// <param name="window">How far back they are read, in milliseconds.</param>
sealed class SeriesValues(TickTimes ticks, long window)
{
    SlidingBuffer<double> values;

    /// <summary>The tick of the oldest value.</summary>
    long first;

    internal TickTimes Ticks { get; } = ticks;

    internal long Window { get; } = window;

    /// <summary>The tick after that of the newest value.</summary>
    internal long Next => first + values.Count;

    /// <summary>There was none at the last tick.</summary>
    internal bool HasEnded => values.Count == 0 || StaleMarker.Is(values[values.Count - 1]);

    /// <summary>One of those that had them together has left: the others are no neighbours any more, and leave, too.</summary>
    internal bool IsLeft { get; set; }

    internal bool IsEmpty => values.Count == 0;

    /// <summary>Numbers that there is room for.</summary>
    internal int Capacity => values.Capacity;

    /// <summary>The number at a tick that comes after the newest; there was none at those between.</summary>
    internal void Append(long tick, double value)
    {
        if (values.Count == 0)
            first = tick;
        while (Next < tick)
            Add(StaleMarker.Value);
        Add(value);
    }

    /// <summary>Whether this number is all that there is.</summary>
    internal bool HasOnly(double value) => values.Count == 1 && HasNewest(value);

    internal bool HasNewest(double value) => BitConverter.DoubleToInt64Bits(values[values.Count - 1]) == BitConverter.DoubleToInt64Bits(value);

    /// <summary>The same numbers for one that is read differently, or by itself from now on.</summary>
    internal SeriesValues Copy(long readBack) => new(Ticks, readBack) { first = first, values = values.Copy() };

    /// <summary>The same numbers but for the newest.</summary>
    internal SeriesValues CopyWith(double newest)
    {
        var copy = Copy(Window);
        copy.values.ReplaceLast(newest);
        return copy;
    }

    /// <summary>The part from one time to another, both included.</summary>
    internal bool TryRead(Labels labels, long from, long to, out SeriesWindow window)
    {
        var begin = Math.Max(Math.Max(first, Ticks.First), Ticks.AtOrAfter(from));
        var end = Math.Min(Next, to == long.MaxValue ? long.MaxValue : Ticks.AtOrAfter(to + 1));
        window = begin < end ? new(labels, Ticks.Slice(begin, end), values.Slice((int)(begin - first), (int)(end - begin))) : default;
        return begin < end;
    }

    void Add(double value)
    {
        if (values.IsFull && values.Count > 0)
        {
            var old = (int)Math.Clamp(Ticks.AtOrAfter(Ticks.Newest - Window) - first, 0, values.Count - 1);
            values.DropFirst(old);
            first += old;
        }

        values.Add(value, Ticks.Expected(Window));
    }
}
