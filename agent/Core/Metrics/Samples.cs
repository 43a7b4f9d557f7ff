namespace MetricsAgent.Metrics;

/// <summary>
/// What a collector writes into: reusable and columnar, one column per family, so rows emitted in any order come out grouped by
/// family. Label sets are interned; once they have been seen, emitting and freezing allocate nothing. A label set that comes twice
/// and series above the budget are dropped and counted: no single bad series can fail a scrape. Not thread-safe: one poll at a time.
/// </summary>
public sealed class Samples
{
    const int Nothing = -1;

    readonly SnapshotPool pool;
    readonly int budget;
    readonly IEnumerable<KeyValuePair<string, string>> constantLabels;
    readonly byte[] constant;
    Dictionary<string, Family>? opened;
    Snapshot? current;
    WrittenColumns? columns;
    int added = Nothing;
    int series;

    /// <param name="budget">Series that one poll may emit; a histogram's label set counts as its number of lines.</param>
    /// <param name="constantLabels">Labels on every series, the same for the life of the collector.</param>
    /// <param name="pool">Shared with others that emit the same; one of its own when null.</param>
    public Samples(int budget = int.MaxValue, IEnumerable<KeyValuePair<string, string>>? constantLabels = null, SnapshotPool? pool = null)
    {
        this.budget = budget;
        this.constantLabels = constantLabels ?? [];
        constant = LabelText.Render(this.constantLabels);
        this.pool = pool ?? new();
        this.pool.Join();
    }

    /// <summary>Series dropped since the start because the budget was used up.</summary>
    public long DroppedOverBudget { get; private set; }

    /// <summary>Series dropped since the start because their label set had been emitted in the same poll.</summary>
    public long DroppedDuplicates { get; private set; }

    /// <summary>Series of the budget that are kept for what the collector emits later in the poll.</summary>
    public int Reserved { get; set; }

    /// <summary>Families that would be recognised.</summary>
    internal int Remembered => pool.Remembered;

    // Rented as late as it is needed: the last poll's goes back when it is published, and two are enough.
    Snapshot Current => current ??= pool.Rent(constant);

    /// <summary>Emits one number.</summary>
    /// <param name="labels">Values in the order of the family's label names.</param>
    /// <exception cref="ArgumentException">The number of labels is not the family's, or the family is a histogram or a summary.</exception>
    public void Add(Family family, double value, params ReadOnlySpan<string> labels)
    {
        if (family.HasParts)
            throw new ArgumentException($"{family} is a {family.Kind}.");
        var numbers = Append(family, labels);
        if (numbers.Length > 0)
            numbers[0] = value;
    }

    /// <summary>Emits a fact: an info family's constant 1.</summary>
    public void AddInfo(Family family, params ReadOnlySpan<string> labels) => Add(family, 1, labels);

    /// <summary>Emits one histogram.</summary>
    /// <param name="buckets">Observations at or below each bound, cumulative, then all of them: one more than the bounds.</param>
    /// <param name="sum">Sum of all observations, in the family's unit.</param>
    public void AddHistogram(Family family, ReadOnlySpan<long> buckets, double sum, params ReadOnlySpan<string> labels)
    {
        if (family.Kind != FamilyKind.Histogram || buckets.Length != family.BoundNumbers.Length + 1)
            throw new ArgumentException($"{family} takes {family.BoundNumbers.Length + 1} buckets, not {buckets.Length}.");
        var numbers = Append(family, labels);
        if (numbers.Length == 0)
            return;
        for (var i = 0; i < buckets.Length; i++)
            numbers[i] = buckets[i];
        numbers[^1] = sum;
    }

    /// <summary>Emits one histogram or summary as another program had it.</summary>
    /// <param name="numbers">Cumulative buckets, or quantiles, one for each bound; then the count and the sum.</param>
    public void AddParts(Family family, ReadOnlySpan<double> numbers, params ReadOnlySpan<string> labels)
    {
        if (!family.HasParts || numbers.Length != family.Width)
            throw new ArgumentException($"{family} takes {family.Width} numbers, not {numbers.Length}.");
        var room = Append(family, labels);
        if (room.Length > 0)
            numbers.CopyTo(room);
    }

    /// <summary>Since when what was added last has been counting, in seconds since 1970.</summary>
    public void AddCreated(double seconds)
    {
        if (added != Nothing)
            Current.Columns[added].Create(seconds);
    }

    /// <summary>Adds an exemplar, as OpenMetrics writes it, to a number of what was added last.</summary>
    /// <param name="part">Which of its numbers.</param>
    public void AddExemplar(int part, ReadOnlySpan<byte> exemplar)
    {
        if (added != Nothing)
            Current.Columns[added].Exemplify(part, exemplar);
    }

    /// <summary>The family of that name, opened on first use; for names that are known only at run time.</summary>
    public Family Open(FamilyKind kind, string name, string help, params ReadOnlySpan<string> labels)
    {
        if (!(opened ??= []).TryGetValue(name, out var family))
            opened.Add(name, family = FamilyRules.CheckHelp(new(name, kind, help, labels.ToArray())));
        return family;
    }

    /// <summary>As <see cref="Open"/>, for a histogram.</summary>
    /// <returns>Null when it was opened with other bounds: buckets that change make no rate.</returns>
    public Family? OpenHistogram(string name, string help, ReadOnlySpan<double> bounds, params ReadOnlySpan<string> labels)
    {
        if (!(opened ??= []).TryGetValue(name, out var family))
            opened.Add(name, family = FamilyRules.CheckHelp(new(name, FamilyKind.Histogram, help, labels.ToArray(), bounds.ToArray())));
        return bounds.SequenceEqual([.. family.Bounds]) ? family : null;
    }

    /// <summary>Counts series that the collector has read and not kept, because there was no room for them.</summary>
    public void LeaveOut(long seriesOverBudget) => DroppedOverBudget += seriesOverBudget;

    /// <summary>The collector has nothing to read: its last snapshot is replaced and it counts as not successful.</summary>
    /// <param name="detail">For the log: what was tried, what was answered, what would mend it.</param>
    public void Unavailable(Reason reason, string detail) => Current.Miss(new("", reason, detail));

    /// <summary>A part of the collector has nothing to read; the rest goes on.</summary>
    /// <param name="part">A bounded name, as the catalogue has it.</param>
    /// <param name="brief">For the log, where the detail is too long for it.</param>
    public void Unavailable(string part, Reason reason, string detail, string? brief = null) => Current.Miss(new(part, reason, detail) { Brief = brief ?? detail });

    /// <summary>Throws away what this poll has emitted.</summary>
    public void Clear()
    {
        current?.Clear();
        Begin();
    }

    /// <summary>Ends the poll: an immutable snapshot of it, and an empty writer for the next.</summary>
    /// <param name="takenAt">The clock's timestamp at which the poll began.</param>
    public Snapshot Freeze(long takenAt)
    {
        var frozen = Current;
        frozen.TakenAt = takenAt;
        current = null;
        Begin();
        return frozen;
    }

    void Begin()
    {
        if (columns is not null)
            pool.Return(columns);
        columns = null;
        added = Nothing;
        series = 0;
        Reserved = 0;
    }

    /// <returns>Where the numbers go; empty when the series is dropped.</returns>
    Span<double> Append(Family family, ReadOnlySpan<string> labels)
    {
        if (labels.Length != family.LabelCount)
            throw new ArgumentException($"{family} takes {family.LabelCount} labels, not {labels.Length}.");

        added = Nothing;
        columns ??= pool.RentColumns();
        var position = columns.Find(family, constantLabels);
        if (series + family.Width > budget - Reserved)
        {
            DroppedOverBudget++;
            return [];
        }

        var row = columns.Claim(position, labels);
        if (row == LabelSets.None)
        {
            DroppedDuplicates++;
            return [];
        }

        series += family.Width;
        added = position;
        return Current.Column(position, family, columns.Length).Append(columns.Labels(position), row);
    }
}
