using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>One series that is kept.</summary>
sealed class HistorySeries(Labels labels, SeriesValues values)
{
    internal Labels Labels { get; } = labels;

    internal SeriesValues Values { get; private set; } = values;

    internal TickTimes Ticks => Values.Ticks;

    /// <summary>How far back it is read, in milliseconds.</summary>
    internal long Window
    {
        get => Values.Window;
        set
        {
            if (value != Window)
                Values = Values.Copy(value);
        }
    }

    /// <summary>The tick after that of the newest value.</summary>
    internal long Next => Values.Next;

    /// <summary>It was not there at its last tick.</summary>
    internal bool HasEnded => Values.HasEnded;

    /// <summary>It is kept no longer; who still refers to it looks for another.</summary>
    internal bool IsForgotten { get; set; }

    /// <summary>The number at a tick that comes after the newest; it was not there at those between.</summary>
    internal void Append(long tick, double value) => Values.Append(tick, value);

    /// <summary>The first number of one that begins at the same tick as its neighbour, which has it already.</summary>
    internal bool TryJoin(HistorySeries neighbour, double value)
    {
        var joins = Values.IsEmpty && neighbour.Values.HasOnly(value) && neighbour.Window == Window;
        if (joins)
            Values = neighbour.Values;
        return joins;
    }

    /// <summary>The next number of one that has had all of its neighbour's until now, which has its own already.</summary>
    internal void Follow(HistorySeries neighbour, double value) =>
        Values = neighbour.Values.HasNewest(value) ? neighbour.Values : neighbour.Values.CopyWith(value);

    /// <summary>It has its numbers by itself from now on.</summary>
    internal void Leave()
    {
        Values.IsLeft = true;
        Values = Values.Copy(Window);
    }

    /// <inheritdoc cref="SeriesValues.TryRead"/>
    internal bool TryRead(long from, long to, out SeriesWindow window) => Values.TryRead(Labels, from, to, out window);
}
