namespace MetricsAgent.Metrics;

/// <summary>
/// The columns of a writer by their families, or of several that emit the same and use it one after the other. A collector emits them in
/// much the same order every time: the one after the last is tried first.
/// </summary>
sealed class WrittenColumns
{
    /// <summary>A family that so many polls of every writer have not emitted is forgotten: those that other programs name come and go.</summary>
    const int MostIdlePolls = 100;

    /// <summary>More are found by their hash; few are as fast to look at.</summary>
    const int MostWalked = 32;

    /// <summary>Before the first of a poll.</summary>
    const int None = -1;

    WrittenColumn[] inOrder = [];
    int used;
    Stack<int>? vacant;
    Dictionary<Family, int>? byFamily;
    int last = None;
    int poll = 1;

    internal int Count => used - (vacant?.Count ?? 0);

    /// <summary>Positions of columns, among them those of families that are forgotten.</summary>
    internal int Length => used;

    /// <param name="position">In every snapshot of the writer.</param>
    internal byte[][] Labels(int position) => inOrder[position].Labels;

    /// <param name="constant">Labels on every series of who writes.</param>
    /// <returns>Its position.</returns>
    /// <exception cref="ArgumentException">The family has a constant label itself.</exception>
    internal int Find(Family family, IEnumerable<KeyValuePair<string, string>> constant)
    {
        if (last != None && inOrder[last].Family == family)
            return last;
        var next = last + 1;
        if (next < used && inOrder[next].Family == family)
            return last = next;
        var known = Known(family);
        return last = known != None ? known : Add(family, constant);
    }

    /// <inheritdoc cref="LabelSets.Claim"/>
    internal int Claim(int position, ReadOnlySpan<string> labels) => inOrder[position].Claim(labels, poll);

    /// <summary>Starts the next poll.</summary>
    /// <param name="writers">How many use it.</param>
    internal void Begin(int writers)
    {
        for (var position = 0; position < used; position++)
        {
            ref var column = ref inOrder[position];
            column.Begin(poll, writers);
            if (column.Family is { } family && poll - column.LastPoll > MostIdlePolls * writers)
                Forget(family, position);
        }

        poll++;
        last = None;
    }

    int Known(Family family)
    {
        if (byFamily is not null)
            return byFamily.TryGetValue(family, out var position) ? position : None;
        for (var position = 0; position < used; position++)
        {
            if (inOrder[position].Family == family)
                return position;
        }

        return None;
    }

    int Add(Family family, IEnumerable<KeyValuePair<string, string>> constant)
    {
        foreach (var (name, _) in constant)
        {
            if (family.Labels.Contains(name))
                throw new ArgumentException($"{family} has the label '{name}' itself; it cannot be a constant label too.");
        }

        if (vacant is null || !vacant.TryPop(out var position))
            position = used++;
        if (position == inOrder.Length)
            Array.Resize(ref inOrder, inOrder.Length + (inOrder.Length / 4) + 4);
        inOrder[position] = new(family, family.LabelCount == 0 ? null : new(family, Neighbour(family)), poll - 1);

        byFamily?.Add(family, position);
        if (byFamily is null && used > MostWalked)
            byFamily = Enumerable.Range(0, used).Where(each => inOrder[each].Family is not null).ToDictionary(each => inOrder[each].Family!);
        return position;
    }

    /// <summary>The label sets of the family before, where this one probably has the same.</summary>
    LabelSets? Neighbour(Family family) =>
        last != None && inOrder[last].Family is { } before && before.Labels.SequenceEqual(family.Labels) ? inOrder[last].Sets : null;

    void Forget(Family family, int position)
    {
        byFamily?.Remove(family);
        if (inOrder[position].Sets is { } forgotten)
        {
            foreach (ref var column in inOrder.AsSpan(0, used))
                column.Sets?.Leave(forgotten);
        }

        inOrder[position] = default;
        (vacant ??= new()).Push(position);
    }
}
