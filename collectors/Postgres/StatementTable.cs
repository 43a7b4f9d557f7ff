using System.Numerics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>The previous reading of every statement: a hash table in two arrays that allocates only to grow.</summary>
internal sealed class StatementTable
{
    internal const int NoSlot = -1;
    const int End = -1;

    Entry[] entries = [];
    int[] buckets = [];

    internal int Count { get; private set; }

    internal ref Entry this[int index] => ref entries[index];

    /// <returns>Where the statement is; negative when it is not there.</returns>
    internal int Find(in StatementKey key)
    {
        if (buckets.Length == 0)
            return End;
        var index = buckets[Bucket(key)];
        while (index != End && entries[index].Key != key)
            index = entries[index].Next;
        return index;
    }

    internal int Add(in StatementKey key)
    {
        if (Count == entries.Length)
        {
            Array.Resize(ref entries, Math.Max(16, Count * 2));
            Index();
        }

        ref var bucket = ref buckets[Bucket(key)];
        entries[Count] = new() { Key = key, Next = bucket, Slot = NoSlot };
        return bucket = Count++;
    }

    /// <summary>Forgets what was not in that poll: evicted, or reset.</summary>
    internal void Keep(int poll)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (entries[i].Poll == poll)
                entries[kept++] = entries[i];
        }

        if (kept == Count)
            return;
        Count = kept;
        Index();
    }

    internal void Clear()
    {
        Count = 0;
        Array.Fill(buckets, End);
    }

    int Bucket(in StatementKey key) => key.GetHashCode() & (buckets.Length - 1);

    void Index()
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)entries.Length);
        if (buckets.Length != size)
            buckets = new int[size];
        Array.Fill(buckets, End);
        for (var i = 0; i < Count; i++)
        {
            ref var bucket = ref buckets[Bucket(entries[i].Key)];
            entries[i].Next = bucket;
            bucket = i;
        }
    }

    internal struct Entry
    {
        internal StatementKey Key;
        internal StatementCounters Last;

        /// <summary>What the last reading had more than the one before.</summary>
        internal StatementCounters Gain;

        /// <summary>The standard deviation that goes with <see cref="Last"/>, in seconds.</summary>
        internal double Deviation;
        internal long Since;

        /// <summary>The last poll that had it, and the last in which it was among the top.</summary>
        internal int Poll;
        internal int TopPoll;

        /// <summary>Which series of its own it has, or <see cref="NoSlot"/>.</summary>
        internal int Slot;
        internal int Next;
    }
}
