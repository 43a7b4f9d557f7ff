namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The top of one reading: by time, by calls, by time for I/O, by temporary blocks and by WAL, because the statement that fills the
/// disk is seldom the one that takes the time. The first of each, then the second of each, until all places are taken. Pure.
/// </summary>
internal sealed class StatementRanking(int top)
{
    const int Kinds = 5;

    readonly PriorityQueue<int, double>[] best = [.. from _ in Enumerable.Range(0, Kinds) select new PriorityQueue<int, double>()];
    readonly int[] ordered = new int[Kinds * top];
    readonly HashSet<int> ranked = [];

    /// <param name="index">Of the statement.</param>
    internal void Consider(int index, in StatementCounters gain)
    {
        if (gain.Calls == 0)
            return;
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (Gain(kind, gain) is > 0 and var value)
                Consider(best[kind], index, value);
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <param name="into">Has <c>top</c> places.</param>
    /// <returns>How many are taken, the first first.</returns>
    internal int Rank(Span<int> into)
    {
        ordered.AsSpan().Fill(StatementTable.NoSlot);
        for (var kind = 0; kind < Kinds; kind++)
        {
            while (best[kind].TryDequeue(out var index, out _))
                ordered[(best[kind].Count * Kinds) + kind] = index;
        }

        ranked.Clear();
        foreach (var index in ordered)
        {
            if (ranked.Count < top && index >= 0 && ranked.Add(index))
                into[ranked.Count - 1] = index;
        }

        return ranked.Count;
    }

    /// <summary>Keeps the <c>top</c> with the largest gain.</summary>
    void Consider(PriorityQueue<int, double> queue, int index, double gain)
    {
        if (queue.Count < top)
            queue.Enqueue(index, gain);
        else if (queue.TryPeek(out _, out var least) && gain > least)
            queue.DequeueEnqueue(index, gain);
    }

    /// <summary>By what statements are ranked.</summary>
    static double Gain(int kind, in StatementCounters gain) => kind switch
    {
        0 => gain.Seconds,
        1 => gain.Calls,
        2 => gain.ReadSeconds + gain.WriteSeconds,
        3 => gain.TempBlocks,
        _ => gain.WalBytes,
    };
}
