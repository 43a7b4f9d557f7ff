using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Turns readings of all statements into counters: of their own for those in the <see cref="StatementSlots"/>, one for all others of
/// a database. Pure. Between two readings, what the counters gain together is exactly what the statements have gained.
/// </summary>
/// <remarks>
/// An entry that is new, that was evicted and came back, or that was reset has started from nothing, so all it says is a gain. The
/// first reading gives the counters their first values, so they begin as large as the server's.
/// </remarks>
/// <param name="top">Statements with counters of their own.</param>
/// <param name="slow">As <see cref="StatementLatencies"/> has it.</param>
internal sealed class StatementDeltas(int top, params double[] slow)
{
    readonly StatementTable table = new();
    readonly StatementSlots slots = new(top);
    readonly Dictionary<uint, StatementCounters> others = [];
    readonly StatementRanking ranking = new(top);
    int poll;
    bool baseline;

    /// <summary>The statements with counters of their own.</summary>
    internal StatementSlots Slots => slots;

    /// <summary>The others, by database.</summary>
    internal IReadOnlyDictionary<uint, StatementCounters> Others => others;

    internal StatementLatencies Latencies { get; } = new(slow);

    /// <summary>Seconds that the role has spent which is not ranked, since the first reading.</summary>
    internal double UnrankedSeconds { get; private set; }

    /// <summary>The server has reset all statements: everything in the next reading is a gain.</summary>
    internal void Reset() => table.Clear();

    /// <summary>The next reading may be another server's: nothing in it is a gain.</summary>
    internal void Rebase()
    {
        table.Clear();
        baseline = poll > 0;
    }

    /// <param name="rows">All statements.</param>
    /// <param name="now">Monotonic.</param>
    /// <param name="unranked">The role whose statements are never of the top; 0 is no role.</param>
    internal void Apply(ReadOnlySpan<StatementRow> rows, TimeSpan now, uint unranked = 0)
    {
        poll++;
        slots.Begin();
        foreach (ref readonly var row in rows)
            Apply(row, unranked);
        Latencies.Settle();
        Rank(now);
        if (poll == 1)
            CountFirstOthers();
        table.Keep(poll);
        baseline = false;
    }

    void Apply(in StatementRow row, uint unranked)
    {
        var index = table.Find(row.Key);
        var known = index >= 0;
        if (!known)
        {
            index = table.Add(row.Key);
            table[index].Slot = slots.Find(row.Key);
        }

        ref var entry = ref table[index];
        if (entry.Poll == poll)
            return;
        var again = !known || row.Since != entry.Since || row.Counters.IsBefore(entry.Last);
        var gain = !again ? row.Counters.Less(entry.Last) : baseline ? default : row.Counters;
        if (row.Key.TopLevel)
            CountLatency(row, gain, again ? default : entry.Last, again ? 0 : entry.Deviation);
        entry.Last = row.Counters;
        entry.Deviation = row.Spread.Deviation;
        entry.Gain = gain;
        entry.Since = row.Since;
        entry.Poll = poll;
        if (row.Key.User != unranked)
            ranking.Consider(index, gain);
        else if (poll > 1 && row.Key.TopLevel)
            UnrankedSeconds += gain.Seconds;
        if (entry.Slot >= 0)
            slots.Count(entry.Slot, gain);
        else if (poll > 1)
            CountOther(row.Key.Database, gain);
    }

    void CountLatency(in StatementRow row, in StatementCounters gain, in StatementCounters before, double deviationBefore)
    {
        if (poll > 1 && gain.Calls > 0)
            Latencies.Count(row.Key.Database, LatencyInterval.Between(before, deviationBefore, row.Counters, row.Spread));
        else
            Latencies.Show(row.Key.Database);
    }

    void Rank(TimeSpan now)
    {
        Span<int> ranked = stackalloc int[top];
        ranked = ranked[..ranking.Rank(ranked)];
        foreach (var index in ranked)
        {
            if (table[index].Slot >= 0)
                slots.SeenInTop(table[index].Slot, now);
        }

        for (var rank = 0; rank < ranked.Length; rank++)
        {
            ref var entry = ref table[ranked[rank]];
            var steady = entry.TopPoll == poll - 1;
            entry.TopPoll = poll;
            if (entry.Slot < 0 && slots.TryFree(urgent: rank < top / 2, steady, now, out var slot, out var released))
            {
                if (released is { } leaving)
                    Release(leaving);
                Admit(entry.Key, slot, now);
            }
        }
    }

    /// <summary>Its series begins with what it had before this reading, which the others have been given.</summary>
    void Admit(StatementKey key, int slot, TimeSpan now)
    {
        var begin = Assign(key, slot);
        begin.Add(Assign(key.Twin, slot));
        slots.Admit(slot, key, begin, now);
        // From the first on: a rate does not see what a series begins with.
        CountOther(key.Database, default);
    }

    /// <summary>What it has gained since the last reading has not been shown as its own, so it is the others'.</summary>
    void Release(in StatementSlots.Slot slot)
    {
        Assign(slot.Key, StatementTable.NoSlot);
        Assign(slot.Key.Twin, StatementTable.NoSlot);
        CountOther(slot.Key.Database, slot.Gain);
    }

    /// <returns>What it had before this reading; all it has when this is the first.</returns>
    StatementCounters Assign(in StatementKey key, int slot)
    {
        var index = table.Find(key);
        if (index < 0)
            return default;
        ref var entry = ref table[index];
        entry.Slot = slot;
        return poll == 1 ? entry.Last : entry.Last.Less(entry.Gain);
    }

    void CountFirstOthers()
    {
        for (var i = 0; i < table.Count; i++)
        {
            if (table[i].Slot < 0)
                CountOther(table[i].Key.Database, table[i].Last);
        }
    }

    void CountOther(uint database, in StatementCounters gain) =>
        CollectionsMarshal.GetValueRefOrAddDefault(others, database, out _).Add(gain);
}
