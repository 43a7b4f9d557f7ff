using System.Globalization;
using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>
/// The families that other programs expose in texts of their own, put together for one poll and emitted as the agent's. A bad line
/// is left out and reported; the others stay. What a poll has seen before is found by its bytes: once everything is known, reading
/// and emitting allocate nothing. Not thread-safe.
/// </summary>
/// <param name="mostSeries">Lines of one poll; a text that does not fit is left out, and those after it are not.</param>
/// <param name="isTaken">Whether the agent has a family of that name itself, which no other may add to.</param>
public sealed class ForeignFamilies(int mostSeries, Predicate<string> isTaken)
{
    readonly Dictionary<byte[], ForeignFamily> families = new(Utf8Comparer.Instance);
    readonly Dictionary<byte[], ForeignSeries> known = new(Utf8Comparer.Instance);
    readonly List<ForeignMetric> metrics = [];
    int poll;
    long text;
    int lines;

    /// <summary>Of this poll.</summary>
    public ForeignFaults Faults { get; } = new();

    /// <summary>Lines that the poll's texts may not use, because the caller has series of its own.</summary>
    public int Reserved { get; set; }

    int Room => Math.Max(0, mostSeries - Reserved - lines);

    /// <summary>Names and series that would be recognised.</summary>
    internal int Remembered => families.Count + known.Count;

    /// <summary>Starts a poll.</summary>
    public void Begin()
    {
        // What comes and goes must not grow memory. Before the poll: what is left of the last one is forgotten with it.
        if (known.Count > (2 * lines) + 64 || families.Count > (2 * lines) + 64)
            Forget();
        poll++;
        lines = 0;
        Reserved = 0;
        metrics.Clear();
        Faults.Clear();
    }

    /// <summary>Takes a text in the Prometheus text format 0.0.4.</summary>
    /// <param name="source">What faults and made-up helps call it, such as its path.</param>
    public void Read(ReadOnlySpan<byte> exposition, string source)
    {
        if (!Fits(exposition, source))
            return;
        text++;
        var walk = new TextLines(exposition);
        while (walk.Next(out var line))
        {
            switch (line.Kind)
            {
                case TextLineKind.Help:
                    Help(line, source, walk.Number);
                    break;
                case TextLineKind.Type:
                    Type(line, source, walk.Number);
                    break;
                case TextLineKind.Sample:
                    Sample(line, source, walk.Number);
                    break;
                default:
                    Faults.Add("lines", Reason.Malformed, source, walk.Number, line.Fault!);
                    break;
            }
        }
    }

    /// <summary>Ends the poll: emits what the texts had, and adds faults that show only now.</summary>
    public void Emit(Samples samples)
    {
        foreach (var metric in metrics)
        {
            metric.Owner.SettleHelp();
            var fault = IsPart(metric.Owner) ? $"{metric.Owner.Name} is a part of a histogram or summary, too" : metric.Emit(samples);
            if (fault is not null)
                Faults.Add("lines", Reason.Malformed, metric.Place.Source, metric.Place.Line, fault);
        }
    }

    bool Fits(ReadOnlySpan<byte> exposition, string source)
    {
        // Nearly always that many lines would fit, comments and all.
        if (exposition.Count((byte)'\n') < Room)
            return true;
        var samples = 0;
        var walk = new TextLines(exposition);
        while (walk.Next(out var line))
            samples += line.Kind == TextLineKind.Sample ? 1 : 0;
        if (samples <= Room)
            return true;
        Faults.Add("series", Reason.LimitReached, source, string.Create(CultureInfo.InvariantCulture, $"left out, because its {samples} series are more than the {Room} that max_series ({mostSeries}) has left for it; raise it in the configuration"));
        return false;
    }

    static FamilyKind? KindOf(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "counter"u8) ? FamilyKind.Counter
        : Ascii.EqualsIgnoreCase(word, "gauge"u8) ? FamilyKind.Gauge
        : Ascii.EqualsIgnoreCase(word, "histogram"u8) ? FamilyKind.Histogram
        : Ascii.EqualsIgnoreCase(word, "summary"u8) ? FamilyKind.Summary
        : Ascii.EqualsIgnoreCase(word, "untyped"u8) ? FamilyKind.Untyped
        : null;

    void Help(TextLine line, string source, int number)
    {
        var family = Family(line.Name);
        if (family.HelpedIn == text)
            Faults.Add("lines", Reason.Malformed, source, number, $"a second HELP for {family.Name}");
        else if (!family.TryHelp(line.Text, text))
            Faults.Add("help", Reason.Malformed, source, number, $"another help for {family.Name} than before, which stands: '{family.Help}'");
    }

    void Type(TextLine line, string source, int number)
    {
        var family = Family(line.Name);
        if (family.TypedIn == text || family.SampledIn == text)
            Faults.Add("lines", Reason.Malformed, source, number, $"a second TYPE for {family.Name}, or one after its samples");
        else if (KindOf(line.Text) is { } kind)
            family.Type(kind, text);
        else
            Faults.Add("lines", Reason.Malformed, source, number, $"an unknown type for {family.Name}");
    }

    void Sample(TextLine line, string source, int number)
    {
        var (family, role) = Owner(line.Name);
        if (family.SampledIn != text)
            Open(family, source, number);
        if (family.RefusedIn == text)
            return;

        lines++;
        var lookup = known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(line.Series, out var series))
            lookup[line.Series] = series = new();
        series.Poll = poll;
        if (!series.IsOf(family, role))
            series.Resolve(family, role, line.Text);

        if (line.HasTimestamp)
            Faults.Add("timestamps", Reason.Unsupported, source, number, "the timestamp is ignored");
        if (series.Metric is not { } metric)
        {
            Faults.Add("lines", Reason.Malformed, source, number, series.Fault!);
            return;
        }

        if (metric.Begin(poll, source, number))
            metrics.Add(metric);
        if (!metric.TrySet(role, series.Bound, line.Value))
            Faults.Add("duplicates", Reason.Malformed, source, number, $"{Encoding.UTF8.GetString(line.Series)} comes twice");
    }

    /// <summary>The family's first sample in this text.</summary>
    void Open(ForeignFamily family, string source, int number)
    {
        var isSame = family.TrySample(source, text);
        if (!isSame)
            Faults.Add("types", Reason.Malformed, source, number, $"{family.Name} is left out: it has another type in {family.FirstSource}");
        else if (family.IsTaken)
            Faults.Add("names", Reason.Unsupported, source, number, $"{family.Name} is left out: it is a metric of the agent's own");
        if (!isSame || family.IsTaken)
            family.RefusedIn = text;
    }

    /// <summary>Whose sample has that name: <c>x_count</c> may be the family <c>x</c>'s.</summary>
    (ForeignFamily Family, SampleRole Role) Owner(ReadOnlySpan<byte> name)
    {
        var (stem, role) = Stem(name);
        if (stem is not null && stem.TypedIn == text && HasPart(stem.Declared, role))
        {
            stem.Begin(poll);
            return (stem, role);
        }

        // A histogram's own name is no sample's: as a bucket without its label it is refused.
        var family = Family(name);
        return (family, family.TypedIn != text ? SampleRole.Value : family.Declared switch
        {
            FamilyKind.Histogram => SampleRole.Bucket,
            FamilyKind.Summary => SampleRole.Quantile,
            _ => SampleRole.Value,
        });
    }

    /// <summary>Two texts can have what one cannot: a histogram, and a family with the name of its count.</summary>
    bool IsPart(ForeignFamily family)
    {
        var (stem, role) = Stem(family.Utf8Name);
        return stem is not null && stem.Poll == poll && stem.FirstSource.Length > 0 && HasPart(stem.Kind, role);
    }

    static bool HasPart(FamilyKind kind, SampleRole role) =>
        kind == FamilyKind.Histogram || (kind == FamilyKind.Summary && role != SampleRole.Bucket);

    /// <summary>The family whose part has that name, if there is one.</summary>
    (ForeignFamily? Family, SampleRole Role) Stem(ReadOnlySpan<byte> name)
    {
        var role = name.EndsWith("_bucket"u8) ? SampleRole.Bucket
            : name.EndsWith("_sum"u8) ? SampleRole.Sum
            : name.EndsWith("_count"u8) ? SampleRole.Count
            : SampleRole.Value;
        ForeignFamily? stem = null;
        if (role != SampleRole.Value)
            families.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name[..name.LastIndexOf((byte)'_')], out stem);
        return (stem, role);
    }

    ForeignFamily Family(ReadOnlySpan<byte> name)
    {
        var lookup = families.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(name, out var family))
        {
            var own = Encoding.UTF8.GetString(name);
            lookup[name] = family = new(own, name.ToArray(), isTaken(own));
        }

        family.Begin(poll);
        return family;
    }

    void Forget()
    {
        foreach (var (key, family) in families)
        {
            if (family.Poll != poll)
                families.Remove(key);
            else
                family.Forget(poll);
        }

        foreach (var (key, series) in known)
        {
            if (series.Poll != poll)
                known.Remove(key);
        }
    }
}
