namespace MetricsAgent.Metrics;

/// <summary>The columns of one writer by their families. A collector emits them in much the same order every time: the one after the last is tried first.</summary>
/// <param name="constant">Labels on every series.</param>
sealed class WrittenColumns(KeyValuePair<string, string>[] constant)
{
    /// <summary>A family that so many polls have not emitted is forgotten: those that other programs name come and go.</summary>
    const int MostIdlePolls = 100;

    /// <summary>More are found by their hash; to look at so many is as fast, and needs no memory for every target.</summary>
    const int MostWalked = 32;

    readonly byte[] constantText = LabelText.Render(constant);
    readonly List<WrittenColumn?> inOrder = [];
    readonly Stack<int> vacant = [];
    Dictionary<Family, WrittenColumn>? byFamily;

    internal int Count => inOrder.Count - vacant.Count;

    /// <param name="last">The one that was found before; null when none was in this poll.</param>
    /// <exception cref="ArgumentException">The family has a constant label itself.</exception>
    internal WrittenColumn Find(Family family, WrittenColumn? last)
    {
        if (last?.Family == family)
            return last;
        var next = last is null ? 0 : last.Position + 1;
        return next < inOrder.Count && inOrder[next] is { } usual && usual.Family == family ? usual : Known(family) ?? Add(family);
    }

    /// <summary>Starts the next poll.</summary>
    internal void Begin(int lastPoll)
    {
        for (var i = 0; i < inOrder.Count; i++)
        {
            if (inOrder[i] is not { } column)
                continue;
            column.Begin(lastPoll);
            if (column.IdlePolls > MostIdlePolls)
                Forget(column);
        }
    }

    WrittenColumn? Known(Family family)
    {
        if (byFamily is not null)
            return byFamily.GetValueOrDefault(family);
        foreach (var column in inOrder)
        {
            if (column?.Family == family)
                return column;
        }

        return null;
    }

    WrittenColumn Add(Family family)
    {
        foreach (var (name, _) in constant)
        {
            if (family.Labels.Contains(name))
                throw new ArgumentException($"{family} has the label '{name}' itself; it cannot be a constant label too.");
        }

        if (!vacant.TryPop(out var position))
        {
            position = inOrder.Count;
            inOrder.Add(null);
        }

        var column = new WrittenColumn(family, constantText, position);
        inOrder[position] = column;
        if (byFamily is null && inOrder.Count > MostWalked)
            byFamily = inOrder.OfType<WrittenColumn>().ToDictionary(each => each.Family);
        else
            byFamily?.Add(family, column);
        return column;
    }

    void Forget(WrittenColumn column)
    {
        byFamily?.Remove(column.Family);
        inOrder[column.Position] = null;
        vacant.Push(column.Position);
    }
}
