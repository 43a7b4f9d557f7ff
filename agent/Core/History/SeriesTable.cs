using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>Every series that is kept, by its labels and by its metric's name.</summary>
sealed class SeriesTable
{
    /// <summary>What a query without a range reads, which every series is kept for at least.</summary>
    internal const long LookBack = 5 * 60 * 1000;

    readonly TickTimes ticks;
    readonly SeriesGroup nothing = new();
    readonly HashSet<HistorySeries> all = new(SeriesIdentity.Instance);
    readonly HashSet<HistorySeries>.AlternateLookup<Labels> byLabels;
    readonly Dictionary<string, SeriesGroup> byName = [];
    readonly SeriesLabels labels = new();

    /// <summary>Null as long as nobody has asked for series of whatever metric.</summary>
    SeriesGroup? unnamed;

    internal SeriesTable(TickTimes ticks) => (this.ticks, byLabels) = (ticks, all.GetAlternateLookup<Labels>());

    internal KeptSelectors Kept { get; private set; } = new([], TimeSpan.Zero);

    internal IReadOnlyCollection<HistorySeries> All => all;

    internal bool Keeps(string name) => Kept.MatchesName(name);

    /// <summary>The series of what a snapshot has; null where nothing reads it.</summary>
    internal HistorySeries? Open(in FamilyLine line, SampleLabels text) => Open(labels.Of(line, text));

    /// <inheritdoc cref="Open(in FamilyLine, SampleLabels)"/>
    internal HistorySeries? Open(Labels labels)
    {
        if (byLabels.TryGetValue(labels, out var known))
        {
            // An expression's result of the same name does not mix with it.
            if (known.Ticks != ticks)
                return null;
            // Whoever has opened it before may go on to append to it.
            known.Leave();
            return known;
        }

        var window = Kept.Window(labels);
        return window == 0 ? null : Add(new(labels, new(ticks, window)));
    }

    /// <summary>The series of an expression's result, which is kept whether or not something reads it; null where a snapshot has it.</summary>
    internal HistorySeries? OpenResult(Labels labels)
    {
        if (byLabels.TryGetValue(labels, out var known))
            return known.Ticks == ticks ? null : known;
        return Add(new(labels, new(new(), ResultWindow(labels))));
    }

    /// <summary>Other selectors from now on; what none of them reads is forgotten.</summary>
    internal void Keep(KeptSelectors selectors)
    {
        Kept = selectors;
        foreach (var series in all)
        {
            series.Window = series.Ticks == ticks ? selectors.Window(series.Labels) : ResultWindow(series.Labels);
            series.IsForgotten = series.Window == 0;
        }

        Sweep();
    }

    /// <summary>After a tick: what was not there has ended, and what has ended before all of its window is forgotten.</summary>
    internal void End(long tick, long time)
    {
        var forgotten = false;
        foreach (var series in all)
        {
            if (series.Ticks == ticks && series.Next <= tick && !series.HasEnded)
                series.Append(tick, StaleMarker.Value);
            else if (series.Ticks.TimeBefore(series.Next) < time - series.Window)
                forgotten = series.IsForgotten = true;
        }

        if (forgotten)
            Sweep();
    }

    internal void Clear()
    {
        foreach (var series in all)
            series.IsForgotten = true;
        Sweep();
    }

    /// <summary>Those of a metric where the matchers name one, otherwise all.</summary>
    internal SeriesGroup Group(IReadOnlyList<LabelMatcher> matchers)
    {
        for (var i = 0; i < matchers.Count; i++)
        {
            if (matchers[i] is { Name: Labels.MetricName, Kind: MatchKind.Equal, Value: var name })
                return byName.GetValueOrDefault(name, nothing);
        }

        return unnamed ??= new(all);
    }

    long ResultWindow(Labels labels) => Math.Max(LookBack, Kept.Window(labels));

    HistorySeries Add(HistorySeries series)
    {
        all.Add(series);
        unnamed?.Add(series);
        if (!byName.TryGetValue(series.Labels.Name, out var named))
            byName.Add(series.Labels.Name, named = new());
        named.Add(series);
        return series;
    }

    void Sweep()
    {
        HashSet<string> names = [.. all.Where(series => series.IsForgotten).Select(series => series.Labels.Name)];
        all.RemoveWhere(series => series.IsForgotten);

        foreach (var name in names)
        {
            byName[name].RemoveForgotten();
            if (byName[name].All.Count == 0)
                byName.Remove(name);
        }

        unnamed?.RemoveForgotten();
    }
}
