using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Sessions by database and state, and the oldest thing that each database has open.</summary>
/// <param name="always">States that every database has, if only with 0.</param>
internal sealed class ActivityStates(string[] always)
{
    readonly Dictionary<(string Database, string State), (int Count, double OldestTransaction)> states = [];
    readonly Dictionary<string, OldestAges> oldest = [];

    internal IEnumerable<(string Database, string State, int Count, double OldestTransaction)> All =>
        from entry in states
        select (entry.Key.Database, entry.Key.State, entry.Value.Count, entry.Value.OldestTransaction);

    internal IEnumerable<(string Database, OldestAges Ages)> Oldest => from entry in oldest select (entry.Key, entry.Value);

    internal void Add(ActivityRow row)
    {
        ref var ages = ref CollectionsMarshal.GetValueRefOrAddDefault(oldest, row.Database, out var known);
        if (!known)
        {
            foreach (var state in always)
                states.Add((row.Database, state), default);
        }

        if (!row.IsSession)
            return;
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(states, (row.Database, row.State), out _);
        sum = (sum.Count + 1, Math.Max(sum.OldestTransaction, row.TransactionAge));
        ages = new(
            Math.Max(ages.Transaction, row.TransactionAge),
            Math.Max(ages.Query, row.State == "active" ? row.QueryAge : 0),
            Math.Max(ages.IdleInTransaction, row.State.StartsWith("idle in", StringComparison.Ordinal) ? row.StateAge : 0));
    }
}

/// <summary>In seconds; 0 when there is none.</summary>
internal readonly record struct OldestAges(double Transaction, double Query, double IdleInTransaction);
