namespace MetricsAgent.History;

/// <summary>The times of ticks, ascending, which all series share that get a number at each of them. Ticks are numbered from 0 and keep their numbers.</summary>
sealed class TickTimes
{
    SlidingBuffer<long> times;

    /// <summary>The oldest tick that is still known.</summary>
    internal long First { get; private set; }

    /// <summary>The number of the next tick.</summary>
    internal long Next => First + times.Count;

    /// <summary>Milliseconds since 1970; long ago where there was no tick yet.</summary>
    internal long Newest => times.Count == 0 ? long.MinValue : times[times.Count - 1];

    /// <summary>Of the tick before one; long ago where it is not known any more.</summary>
    internal long TimeBefore(long tick) => tick > First ? times[(int)(tick - First) - 1] : long.MinValue;

    /// <param name="oldest">Ticks before this time are forgotten.</param>
    internal void Add(long time, long oldest)
    {
        if (times.IsFull)
        {
            var before = (int)(AtOrAfter(oldest) - First);
            times.DropFirst(before);
            First += before;
        }

        times.Add(time, Expected(time - oldest));
    }

    /// <summary>How many ticks a window has, if they go on to come as the last two did.</summary>
    internal int Expected(long window) =>
        times.Count < 2 ? 0 : (int)Math.Min((window / (times[times.Count - 1] - times[times.Count - 2])) + 1, int.MaxValue / 4);

    /// <summary>The first tick that is not before a time; the next one where there is none.</summary>
    internal long AtOrAfter(long time)
    {
        var index = times.Span.BinarySearch(time);
        return First + (index < 0 ? ~index : index);
    }

    /// <summary>Forgets the times; the numbers go on.</summary>
    internal void Clear()
    {
        First = Next;
        times = new();
    }

    internal ReadOnlyMemory<long> Slice(long from, long to) => times.Slice((int)(from - First), (int)(to - from));
}
