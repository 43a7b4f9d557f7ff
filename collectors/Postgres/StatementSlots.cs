using System.Globalization;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The statements that have series of their own. Who has a place keeps it for a while outside the top, so that statements near the
/// end of the top do not come and go with every poll; who enters the upper half of the top gets a place at once.
/// </summary>
internal sealed class StatementSlots(int top)
{
    /// <summary>Time outside the top after which a place can go to a statement of the lower half.</summary>
    static readonly TimeSpan Stay = TimeSpan.FromMinutes(15);

    readonly Slot[] slots = new Slot[top];
    readonly Dictionary<StatementKey, int> places = [];
    int taken;

    internal ReadOnlySpan<Slot> Taken => slots.AsSpan(0, taken);

    internal void Begin()
    {
        foreach (ref var slot in slots.AsSpan(0, taken))
            slot.Gain = default;
    }

    internal int Find(in StatementKey key) => places.GetValueOrDefault(Place(key), StatementTable.NoSlot);

    internal void Count(int slot, in StatementCounters gain)
    {
        slots[slot].Counters.Add(gain);
        slots[slot].Gain.Add(gain);
    }

    internal void SeenInTop(int slot, TimeSpan now) => slots[slot].InTop = now;

    /// <summary>Finds a place for a statement of the top.</summary>
    /// <param name="urgent">It is in the upper half.</param>
    /// <param name="steady">It was in the top before.</param>
    /// <param name="released">Who has to leave for it.</param>
    internal bool TryFree(bool urgent, bool steady, TimeSpan now, out int slot, out Slot? released)
    {
        (slot, released) = (taken, null);
        if (taken < slots.Length)
        {
            taken++;
            return true;
        }

        for (var i = 0; i < taken; i++)
        {
            if (slot == taken || slots[i].InTop < slots[slot].InTop)
                slot = i;
        }

        var outside = now - slots[slot].InTop;
        if (outside <= TimeSpan.Zero || !(urgent || (steady && outside >= Stay)))
            return false;
        released = slots[slot];
        places.Remove(Place(slots[slot].Key));
        return true;
    }

    /// <param name="begin">What the series begins with.</param>
    internal void Admit(int slot, in StatementKey key, in StatementCounters begin, TimeSpan now)
    {
        places[Place(key)] = slot;
        slots[slot] = new() { Key = key, QueryId = key.QueryId.ToString(CultureInfo.InvariantCulture), Counters = begin, InTop = now };
    }

    /// <summary>Nested and top-level executions have the same labels.</summary>
    static StatementKey Place(in StatementKey key) => key with { TopLevel = true };

    internal struct Slot
    {
        internal StatementKey Key;
        internal string QueryId;

        /// <summary>What the series shows: grows only.</summary>
        internal StatementCounters Counters;

        /// <summary>What this reading has added.</summary>
        internal StatementCounters Gain;

        /// <summary>When it was last in the top.</summary>
        internal TimeSpan InTop;
    }
}
