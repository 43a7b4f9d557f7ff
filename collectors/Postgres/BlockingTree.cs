namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Who waits for whom. The sessions go on while they are looked at, and a deadlock may be seen before the server ends it: so
/// circles, and sessions that are gone, are no errors.
/// </summary>
internal sealed class BlockingTree
{
    readonly Dictionary<int, List<int>> waiters = [];
    readonly HashSet<int> blocked = [];

    /// <summary>Those that others wait for and that wait for nobody. A circle has none.</summary>
    internal IEnumerable<int> Roots => waiters.Keys.Where(pid => !blocked.Contains(pid));

    internal void Add(int waiter, int blocker)
    {
        // A parallel worker may wait for the session that it works for.
        if (waiter == blocker)
            return;
        blocked.Add(waiter);
        if (!waiters.TryGetValue(blocker, out var behind))
            waiters.Add(blocker, behind = []);
        behind.Add(waiter);
    }

    /// <summary>How many sessions wait for one of these, directly or not, and how far the furthest is from the nearest of these.</summary>
    internal (int Sessions, int Depth) Behind(IEnumerable<int> blockers)
    {
        var level = blockers.ToList();
        var seen = new HashSet<int>(level);
        var (first, depth) = (seen.Count, 0);
        while (true)
        {
            level = [.. from pid in level where waiters.ContainsKey(pid) from waiter in waiters[pid] where seen.Add(waiter) select waiter];
            if (level.Count == 0)
                return (seen.Count - first, depth);
            depth++;
        }
    }
}
