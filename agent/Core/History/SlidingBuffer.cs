namespace MetricsAgent.History;

/// <summary>
/// Values in a row, the oldest of which leave as new ones come. They lie side by side, so that a reader takes a slice: when the end of
/// the array is reached, what is left moves to its beginning. Room for a sixteenth more than there is makes that rare.
/// </summary>
struct SlidingBuffer<T>
{
    const int Fewest = 8;

    T[]? items;
    int start;

    internal int Count { get; private set; }

    internal readonly bool IsFull => start + Count == Capacity;

    /// <summary>Values that there is room for, used or not.</summary>
    internal readonly int Capacity => items?.Length ?? 0;

    internal readonly T this[int index] => items![start + index];

    internal readonly ReadOnlySpan<T> Span => items.AsSpan(start, Count);

    internal readonly ReadOnlyMemory<T> Slice(int from, int count) => items.AsMemory(start + from, count);

    /// <param name="expected">How many there will be before the oldest leave; room for more is made when it is needed.</param>
    internal void Add(T item, int expected)
    {
        if (IsFull)
            MakeRoom(expected);
        items![start + Count++] = item;
    }

    internal readonly void ReplaceLast(T item) => items![start + Count - 1] = item;

    /// <summary>With an array of its own.</summary>
    internal readonly SlidingBuffer<T> Copy() => this with { items = (T[]?)items?.Clone() };

    internal void DropFirst(int count)
    {
        start += count;
        Count -= count;
    }

    void MakeRoom(int expected)
    {
        var wanted = WithSlack(Count >= expected ? Count : Math.Min(Count * 2, expected));
        var from = Span;
        // Too little to gain by moving, or far too much room for what comes more slowly now.
        if (Capacity - Count < Slack(Count) / 2 || Capacity > 2 * WithSlack(Math.Max(Count, expected)))
            items = new T[wanted];
        from.CopyTo(items);
        start = 0;
    }

    static int WithSlack(int count) => count + Slack(count);

    static int Slack(int count) => Fewest + (count / 16);
}
