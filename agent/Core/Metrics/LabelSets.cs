namespace MetricsAgent.Metrics;

/// <summary>
/// The label sets that one family has had, each rendered once, without the labels that all series of the writer have. Recognises a
/// label set that was already used in this poll. A collector emits its rows in much the same order every time, so the row after the
/// last one found is tried before hashing.
/// </summary>
/// <param name="neighbour">Of a family with the same label names, which has had most label sets, too: they are there once for both.</param>
sealed class LabelSets(Family family, LabelSets? neighbour)
{
    /// <summary>No row.</summary>
    internal const int None = -1;

    /// <summary>So many, of every writer, may be known that a poll did not use.</summary>
    const int MostIdle = 64;

    /// <summary>So many are looked at one after the other; most families of a target have no more.</summary>
    const int MostWalked = 8;

    Row[] rows = [];
    byte[][] texts = [];

    // Where a hash begins, and after each row the next one that shares it; none where so few are walked.
    int[] buckets = [];
    int[] chain = [];
    int count;
    int used;
    int next;

    internal int Count => count;

    /// <summary>The text of every row. Snapshots hold on to it: what is written stays as it is, in this array and the larger ones that follow it.</summary>
    internal byte[][] Texts => texts;

    /// <summary>Finds or adds a label set and claims it for this poll.</summary>
    /// <returns>Its row, or <see cref="None"/> when this poll has had it already.</returns>
    internal int Claim(ReadOnlySpan<string> values, int poll)
    {
        var index = next < count && Matches(rows[next].Values, values) ? next : Find(values);
        next = index + 1;
        ref var row = ref rows[index];
        if (row.Poll == poll)
            return None;
        row.Poll = poll;
        used++;
        return index;
    }

    /// <summary>The family of those is forgotten.</summary>
    internal void Leave(LabelSets forgotten)
    {
        if (neighbour == forgotten)
            neighbour = null;
    }

    /// <summary>Starts a poll; forgets what <paramref name="lastPoll"/> did not use when that is most of it, so churn cannot grow memory.</summary>
    /// <param name="writers">How many use it.</param>
    internal void Begin(int lastPoll, int writers)
    {
        if (count > MostIdle * writers && count > used * 2)
            Keep(lastPoll);
        (next, used) = (0, 0);
    }

    static bool Matches(string[] row, ReadOnlySpan<string> values)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (!ReferenceEquals(row[i], values[i]) && row[i] != values[i])
                return false;
        }

        return true;
    }

    int Find(ReadOnlySpan<string> values)
    {
        var hash = Hash(values);
        var known = Known(hash, values);
        if (known != None)
            return known;
        var there = neighbour?.Known(hash, values) ?? None;
        return there != None
            ? Insert(new() { Values = neighbour!.rows[there].Values, Hash = hash }, neighbour.texts[there])
            : Insert(new() { Values = values.ToArray(), Hash = hash }, LabelText.Render(family.Labels, values));
    }

    int Known(int hash, ReadOnlySpan<string> values)
    {
        if (buckets.Length == 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (rows[i].Hash == hash && Matches(rows[i].Values, values))
                    return i;
            }

            return None;
        }

        for (var i = buckets[hash & (buckets.Length - 1)]; i != None; i = chain[i])
        {
            if (rows[i].Hash == hash && Matches(rows[i].Values, values))
                return i;
        }

        return None;
    }

    int Insert(Row row, byte[] text)
    {
        if (count == rows.Length)
        {
            var length = count < MostWalked ? count + 1 : count * 2;
            Array.Resize(ref rows, length);
            Array.Resize(ref texts, length);
            Index();
        }

        if (buckets.Length > 0)
        {
            ref var bucket = ref buckets[row.Hash & (buckets.Length - 1)];
            chain[count] = bucket;
            bucket = count;
        }

        rows[count] = row;
        texts[count] = text;
        return count++;
    }

    void Keep(int poll)
    {
        var (knownRows, knownTexts, known) = (rows, texts, count);
        var length = Math.Max(4, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)used));
        (rows, texts, count) = (new Row[length], new byte[length][], 0);
        for (var i = 0; i < known; i++)
        {
            if (knownRows[i].Poll != poll)
                continue;
            rows[count] = knownRows[i];
            texts[count++] = knownTexts[i];
        }

        Index();
    }

    void Index()
    {
        (buckets, chain) = rows.Length > MostWalked ? (new int[rows.Length], new int[rows.Length]) : ([], []);
        if (buckets.Length == 0)
            return;
        Array.Fill(buckets, None);
        for (var i = 0; i < count; i++)
        {
            ref var bucket = ref buckets[rows[i].Hash & (buckets.Length - 1)];
            chain[i] = bucket;
            bucket = i;
        }
    }

    static int Hash(ReadOnlySpan<string> values)
    {
        var hash = 17;
        foreach (var value in values)
            hash = (hash * 31) + value.GetHashCode(StringComparison.Ordinal);
        return hash;
    }

    struct Row
    {
        internal string[] Values;
        internal int Hash;
        internal int Poll;
    }
}
