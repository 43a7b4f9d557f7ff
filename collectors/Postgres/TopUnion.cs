namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The top by several measures at once: the first of each, then the second of each, until all places are taken. Pure; kept from
/// reading to reading.
/// </summary>
/// <param name="kinds">Measures.</param>
/// <param name="top">Places.</param>
internal sealed class TopUnion<T>(int kinds, int top)
    where T : notnull
{
    readonly PriorityQueue<T, double>[] best = [.. from _ in Enumerable.Range(0, kinds) select new PriorityQueue<T, double>()];
    readonly (bool Is, T Item)[] ordered = new (bool, T)[kinds * top];
    readonly HashSet<T> ranked = [];

    /// <summary>Keeps the <c>top</c> with the largest values; what has none is not of the top.</summary>
    internal void Consider(int kind, T item, double value)
    {
        var queue = best[kind];
        if (!(value > 0))
            return;
        if (queue.Count < top)
            queue.Enqueue(item, value);
        else if (queue.TryPeek(out _, out var least) && value > least)
            queue.DequeueEnqueue(item, value);
    }

    /// <summary>Ends the reading.</summary>
    /// <param name="into">Has <c>top</c> places.</param>
    /// <returns>How many are taken, the first first.</returns>
    internal int Rank(Span<T> into)
    {
        Array.Clear(ordered);
        for (var kind = 0; kind < kinds; kind++)
        {
            while (best[kind].TryDequeue(out var item, out _))
                ordered[(best[kind].Count * kinds) + kind] = (true, item);
        }

        ranked.Clear();
        foreach (var (isItem, item) in ordered)
        {
            if (ranked.Count < top && isItem && ranked.Add(item))
                into[ranked.Count - 1] = item;
        }

        return ranked.Count;
    }
}
