using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>The numbers of one series, one for each tick since it was there first: 8 bytes each, without their times.</summary>
sealed class HistorySeries(Labels labels, TickTimes ticks)
{
    SlidingBuffer<double> values;

    /// <summary>The tick of the oldest value.</summary>
    long first;

    internal Labels Labels { get; } = labels;

    internal TickTimes Ticks { get; } = ticks;

    /// <summary>How far back it is read, in milliseconds.</summary>
    internal long Window { get; set; }

    /// <summary>The tick after that of the newest value.</summary>
    internal long Next => first + values.Count;

    /// <summary>It was not there at its last tick.</summary>
    internal bool HasEnded => values.Count == 0 || StaleMarker.Is(values[values.Count - 1]);

    /// <summary>It is kept no longer; who still refers to it looks for another.</summary>
    internal bool IsForgotten { get; set; }

    /// <summary>Numbers that there is room for.</summary>
    internal int Capacity => values.Capacity;

    /// <summary>The number at a tick that comes after the newest; it was not there at those between.</summary>
    internal void Append(long tick, double value)
    {
        if (values.Count == 0)
            first = tick;
        while (Next < tick)
            Add(StaleMarker.Value);
        Add(value);
    }

    /// <summary>The part from one time to another, both included.</summary>
    internal bool TryRead(long from, long to, out SeriesWindow window)
    {
        var begin = Math.Max(Math.Max(first, Ticks.First), Ticks.AtOrAfter(from));
        var end = Math.Min(Next, to == long.MaxValue ? long.MaxValue : Ticks.AtOrAfter(to + 1));
        window = begin < end ? new(Labels, Ticks.Slice(begin, end), values.Slice((int)(begin - first), (int)(end - begin))) : default;
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
