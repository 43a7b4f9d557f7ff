namespace MetricsAgent.Metrics;

/// <summary>
/// The label sets that one family has had, each rendered once, without the labels that all series of the writer have. Recognises a
/// label set that was already used in this poll. A collector emits its rows in much the same order every time, so the row after the
/// last one found is tried before hashing.
/// </summary>
/// <param name="shared">With writers that emit the same; null without such.</param>
sealed class LabelSets(Family family, SharedLabels? shared)
{
    const int NoRow = -1;

    /// <summary>So many are looked at one after the other; most families of a target have no more.</summary>
    const int MostWalked = 8;

    Row[] rows = [];

    // Where a hash begins, and after each row the next one that shares it; none where so few are walked.
    int[] buckets = [];
    int[] chain = [];
    int count;
    int used;
    int next;

    internal int Count => count;

    /// <summary>Finds or adds a label set and claims it for this poll.</summary>
    /// <returns>Its text, or null when this poll has had it already.</returns>
    internal byte[]? Claim(ReadOnlySpan<string> values, int poll)
    {
        var index = next < count && Matches(rows[next].Values, values) ? next : Find(values);
        next = index + 1;
        ref var row = ref rows[index];
        if (row.Poll == poll)
            return null;
        row.Poll = poll;
        used++;
        return row.Text;
    }

    /// <summary>Starts a poll; forgets what <paramref name="lastPoll"/> did not use when that is most of it, so churn cannot grow memory.</summary>
    internal void Begin(int lastPoll)
    {
        if (count > 64 && count > used * 2)
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
        if (buckets.Length == 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (rows[i].Hash == hash && Matches(rows[i].Values, values))
                    return i;
            }
        }
        else
        {
            for (var i = buckets[hash & (buckets.Length - 1)]; i != NoRow; i = chain[i])
            {
                if (rows[i].Hash == hash && Matches(rows[i].Values, values))
                    return i;
            }
        }

        var row = (Text: LabelText.Render(family.Labels, values), Values: values.ToArray());
        if (shared is not null)
            row = shared.Of(row.Text, row.Values);
        return Insert(new() { Values = row.Values, Hash = hash, Text = row.Text });
    }

    int Insert(Row row)
    {
        if (count == rows.Length)
        {
            Array.Resize(ref rows, count < MostWalked ? count + 1 : count * 2);
            Index();
        }

        if (buckets.Length > 0)
        {
            ref var bucket = ref buckets[row.Hash & (buckets.Length - 1)];
            chain[count] = bucket;
            bucket = count;
        }

        rows[count] = row;
        return count++;
    }

    void Keep(int poll)
    {
        var kept = Array.FindAll(rows[..count], row => row.Poll == poll);
        count = kept.Length;
        rows = new Row[Math.Max(4, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count))];
        kept.CopyTo(rows, 0);
        Index();
    }

    void Index()
    {
        (buckets, chain) = rows.Length > MostWalked ? (new int[rows.Length], new int[rows.Length]) : ([], []);
        if (buckets.Length == 0)
            return;
        Array.Fill(buckets, NoRow);
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
        internal byte[] Text;
        internal int Hash;
        internal int Poll;
    }
}
