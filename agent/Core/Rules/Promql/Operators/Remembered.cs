using System.Runtime.InteropServices;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>What an operator makes of series' labels, remembered: mostly the same series come at every step and in every query.</summary>
/// <param name="make">From a series' labels, or those of a pair.</param>
sealed class Remembered<T, TResult>(Func<T, TResult> make)
    where T : notnull
    where TResult : class
{
    /// <summary>Queries after which what none of them has asked for is forgotten at the latest: twice as many.</summary>
    const int Queries = 64;

    readonly Dictionary<T, (TResult? Result, int Asked)> known = [];
    int query;

    /// <summary>A new query.</summary>
    internal void Begin()
    {
        if (++query % Queries != 0)
            return;
        foreach (var (labels, (_, asked)) in known)
        {
            if (query - asked > Queries)
                known.Remove(labels);
        }
    }

    internal void Clear() => known.Clear();

    internal TResult Of(T labels)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(known, labels, out _);
        var result = entry.Result ?? make(labels);
        entry = (result, query);
        return result;
    }
}
