using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>
/// The agent's own short memory: the series that somebody reads, for as long as they are read back, as a Prometheus that scraped at
/// every tick would have them. A series that is gone ends with a stale marker. One thread says what is kept, appends and selects; the
/// others have <see cref="Shared"/>.
/// </summary>
/// <remarks>
/// A number costs 8 bytes and up to a sixteenth more; the times are shared by all series of a snapshot, a result of an expression has
/// its own. A series costs 380 bytes for its labels and its place. With a tick every 15 s that is 2.1 KB of numbers for a series and an
/// hour, and 2.5 KB in all (tests/Benchmarks/HistoryBenchmarks.cs); less where buckets of a histogram have the same numbers, which they
/// have together. A tick allocates nothing once it has seen every series.
/// </remarks>
public sealed class SeriesHistory : ISeriesSource
{
    /// <summary>Nothing is kept longer, whatever reads it.</summary>
    public static readonly TimeSpan DefaultCap = TimeSpan.FromHours(2);

    /// <summary>Ticks after which what came and went is looked for.</summary>
    const int TidyEvery = 64;

    /// <summary>For a clock that was set back, in milliseconds.</summary>
    const long LongestWait = 60_000;

    readonly TimeSpan cap;
    readonly Lock gate = new();
    readonly TickTimes ticks = new();
    readonly SeriesTable table;
    readonly Dictionary<Family, KeptFamily?> families = [];
    readonly List<SampleColumn> columns = [];

    public SeriesHistory(TimeSpan? cap = null)
    {
        this.cap = cap ?? DefaultCap;
        table = new(ticks);
        Shared = new SharedHistory(this);
    }

    /// <summary>For every thread: what is selected is a copy, and stays as it is.</summary>
    public ISeriesSource Shared { get; }

    /// <summary>Series that are kept.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return table.All.Count;
        }
    }

    /// <summary>Numbers that there is room for, of 8 bytes each.</summary>
    internal long Capacity => table.All.Select(series => series.Values).Distinct().Sum(values => (long)values.Capacity);

    /// <summary>Says what is read, and how far back from the newest tick: <c>Selectors.Of</c> of every expression. What nobody reads any more is forgotten.</summary>
    public void Keep(IEnumerable<(IReadOnlyList<LabelMatcher> Matchers, TimeSpan Window)> read)
    {
        lock (gate)
        {
            table.Keep(new(read, cap));
            families.Clear();
        }
    }

    /// <summary>
    /// A tick: the newest number of every series that is kept, at this time. One that is not later than the last is left out, until a
    /// clock that was set back has caught up; one that was set back by more than a minute begins a new history.
    /// </summary>
    /// <param name="time">Milliseconds since 1970.</param>
    public void Append(SnapshotView view, long time)
    {
        lock (gate)
        {
            if (time + LongestWait < ticks.Newest)
            {
                table.Clear();
                ticks.Clear();
            }

            if (time <= ticks.Newest)
                return;

            var tick = ticks.Next;
            ticks.Add(time, time - table.Kept.Longest);
            view.Collect(columns);
            foreach (var column in columns)
            {
                if (!families.TryGetValue(column.Family, out var kept))
                    families.Add(column.Family, kept = KeptFamily.Of(column.Family, table));
                kept?.Append(column, tick);
            }

            columns.Clear();
            table.End(tick, time);
            if (tick % TidyEvery == 0)
                Tidy(tick - TidyEvery);
        }
    }

    /// <summary>The result of an expression: a recording rule's, <c>ALERTS</c>. <see cref="StaleMarker"/> says that there is none any more.</summary>
    /// <param name="time">Milliseconds since 1970; what is not later than the series' newest is left out.</param>
    public void Append(Labels labels, double value, long time)
    {
        lock (gate)
        {
            if (table.OpenResult(labels) is not { } series || time <= series.Ticks.Newest)
                return;
            series.Ticks.Add(time, time - series.Window);
            series.Append(series.Ticks.Next - 1, value);
        }
    }

    /// <summary>For the thread that appends: what is selected is good until it appends again.</summary>
    public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
    {
        foreach (var series in table.Group(matchers).Select(matchers))
        {
            if (series.TryRead(from, to, out var window))
                into.Add(window);
        }
    }

    internal void Copy(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
    {
        lock (gate)
        {
            ReadOnlyMemory<long> last = default, copied = default;
            foreach (var series in table.Group(matchers).Find(matchers))
            {
                if (!series.TryRead(from, to, out var window))
                    continue;
                // Most have the times of the one before.
                if (!window.Times.Equals(last))
                    (last, copied) = (window.Times, window.Times.ToArray());
                into.Add(window with { Times = copied, Values = window.Values.ToArray() });
            }
        }
    }

    void Tidy(long tick)
    {
        List<Family>? gone = null;
        foreach (var (family, kept) in families)
        {
            if (kept is null || kept.LastTick < tick)
                (gone ??= []).Add(family);
            else
                kept.Forget(tick);
        }

        foreach (var family in gone ?? [])
            families.Remove(family);
    }
}
