namespace MetricsAgent.Collectors.Postgres;

/// <summary>How fast transaction ids are used up, over the last hour, or since the agent has watched if that is shorter.</summary>
internal sealed class TransactionRate
{
    static readonly TimeSpan Window = TimeSpan.FromHours(1);
    static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>From less, one busy minute would look like the end of the world.</summary>
    static readonly TimeSpan Least = TimeSpan.FromMinutes(10);

    readonly Queue<(TimeSpan At, double Next)> history = [];
    (TimeSpan At, double Next) newest;

    /// <summary>Ids a second; null until there is enough history.</summary>
    internal double? PerSecond { get; private set; }

    /// <param name="next">The id that the next transaction gets, counted without wraparound.</param>
    internal void Add(TimeSpan now, double next)
    {
        // Another cluster, or one that was restored.
        if (history.Count > 0 && next < newest.Next)
            history.Clear();
        while (history.TryPeek(out var oldest) && now - oldest.At > Window)
            history.Dequeue();
        if (history.Count == 0 || now - history.Last().At >= Step)
            history.Enqueue((now, next));
        newest = (now, next);
        var (since, first) = history.Peek();
        PerSecond = now - since >= Least ? (next - first) / (now - since).TotalSeconds : null;
    }
}
