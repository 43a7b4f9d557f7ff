namespace MetricsAgent.Metrics;

/// <summary>The columns of one writer by their families. A collector emits them in much the same order every time: the one after the last is tried first.</summary>
/// <param name="constant">Labels on every series.</param>
/// <param name="shared">With writers that emit the same; null without such.</param>
sealed class WrittenColumns(KeyValuePair<string, string>[] constant, SharedLabels? shared)
{
    /// <summary>A family that so many polls have not emitted is forgotten: those that other programs name come and go.</summary>
    const int MostIdlePolls = 100;

    /// <summary>More are found by their hash; to look at so many is as fast, and needs no memory for every target.</summary>
    const int MostWalked = 32;

    /// <summary>Before the first of a poll.</summary>
    internal const int None = -1;

    WrittenColumn[] inOrder = [];
    int used;
    Stack<int>? vacant;
    Dictionary<Family, int>? byFamily;

    internal int Count => used - (vacant?.Count ?? 0);

    /// <summary>Label text of every series.</summary>
    internal byte[] Constant { get; } = LabelText.Render(constant);

    /// <param name="position">In every snapshot of the writer.</param>
    internal ref WrittenColumn this[int position] => ref inOrder[position];

    /// <param name="last">The one that was found before, or <see cref="None"/>.</param>
    /// <returns>Its position.</returns>
    /// <exception cref="ArgumentException">The family has a constant label itself.</exception>
    internal int Find(Family family, int last, int poll)
    {
        if (last != None && inOrder[last].Family == family)
            return last;
        var next = last + 1;
        if (next < used && inOrder[next].Family == family)
            return next;
        var known = Known(family);
        return known != None ? known : Add(family, poll);
    }

    /// <summary>Starts the next poll.</summary>
    internal void Begin(int lastPoll)
    {
        for (var position = 0; position < used; position++)
        {
            ref var column = ref inOrder[position];
            column.Begin(lastPoll);
            if (column.Family is { } family && lastPoll - column.LastPoll > MostIdlePolls)
                Forget(family, position);
        }
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

    int Add(Family family, int poll)
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
        inOrder[position] = new(family, family.Labels.Count == 0 ? null : new(family, shared), poll - 1);

        byFamily?.Add(family, position);
        if (byFamily is null && used > MostWalked)
            byFamily = Enumerable.Range(0, used).Where(each => inOrder[each].Family is not null).ToDictionary(each => inOrder[each].Family!);
        return position;
    }

    void Forget(Family family, int position)
    {
        byFamily?.Remove(family);
        inOrder[position] = default;
        (vacant ??= new()).Push(position);
    }
}
