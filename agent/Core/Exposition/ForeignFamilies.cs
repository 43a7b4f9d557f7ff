using System.Globalization;
using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>
/// The families that other programs expose in texts of their own, put together for one poll and emitted as the agent's. A bad line
/// is left out and reported; the others stay. What a poll has seen before is found by its bytes: once everything is known, reading
/// and emitting allocate nothing. Not thread-safe.
/// </summary>
/// <param name="mostSeries">Lines of one poll, above which the rest is left out.</param>
/// <param name="isTaken">Whether no program may have a family of that name and kind, because the agent has one itself.</param>
public sealed class ForeignFamilies(int mostSeries, Func<string, FamilyKind, bool> isTaken)
{
    readonly Dictionary<byte[], ForeignFamily> families = new(Utf8Comparer.Instance);
    readonly Dictionary<byte[], ForeignSeries> known = new(Utf8Comparer.Instance);
    readonly List<ForeignMetric> metrics = [];
    readonly ForeignSeries start = new([]);
    byte[] legal = [];
    byte[] suffixed = [];
    byte[] exemplars = [];
    int exemplarLength;
    int poll;
    long text;
    bool isOpen;

    /// <summary>Labels that are added to every series.</summary>
    public ForeignLabels Labels { get; init; } = new([], isHonored: true);

    /// <summary>Whether a family of that name is kept; all of them when null.</summary>
    public Predicate<string>? IsWanted { get; init; }

    /// <summary>Families without a help get one that names where they come from, as node_exporter's of textfile.</summary>
    public bool MakesHelps { get; init; }

    /// <summary>Of this poll.</summary>
    public ForeignFaults Faults { get; } = new();

    /// <summary>Samples that the texts of this poll have, kept or not.</summary>
    public int Found { get; private set; }

    /// <summary>Samples of this poll that are kept.</summary>
    public int Kept { get; private set; }

    /// <summary>Samples of this poll that there was no room for.</summary>
    public int LeftOut { get; private set; }

    /// <summary>A text that does not fit is left out whole, and those after it are not.</summary>
    public bool LeavesOutWholeTexts { get; init; }

    /// <summary>Lines that the poll's texts may not use, because the caller has series of its own.</summary>
    public int Reserved { get; set; }

    int Room => Math.Max(0, mostSeries - Reserved - Kept);

    /// <summary>Names and series that would be recognised.</summary>
    internal int Remembered => families.Count + known.Count;

    /// <summary>Whether a text in OpenMetrics has its end, without which it may be cut off anywhere.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> openMetrics)
    {
        var text = openMetrics.EndsWith("\n"u8) ? openMetrics[..^1] : openMetrics;
        return text.SequenceEqual("# EOF"u8) || text.EndsWith("\n# EOF"u8);
    }

    /// <summary>Starts a poll.</summary>
    public void Begin()
    {
        // What comes and goes must not grow memory. Before the poll: what is left of the last one is forgotten with it.
        if (known.Count > (2 * Kept) + 64 || families.Count > (2 * Kept) + 64)
            Forget();
        poll++;
        (Found, Kept, LeftOut, Reserved, exemplarLength) = (0, 0, 0, 0, 0);
        metrics.Clear();
        Faults.Clear();
    }

    /// <summary>Takes a text.</summary>
    /// <param name="source">What faults and made-up helps call it, such as its path.</param>
    public void Read(ReadOnlySpan<byte> exposition, string source, ExpositionFormat format = ExpositionFormat.Text)
    {
        if (LeavesOutWholeTexts && !Fits(exposition, source, format))
            return;
        text++;
        isOpen = format == ExpositionFormat.OpenMetrics;
        var walk = new TextLines(exposition, format);
        var declaration = new ForeignDeclaration();
        var owner = new Owner();
        var series = start;
        while (walk.Next(out var line))
        {
            switch (line.Kind)
            {
                case TextLineKind.Help when isOpen:
                    declaration = declaration.Also(line);
                    declaration.Help = line.Text;
                    break;
                case TextLineKind.Type when isOpen:
                    declaration = declaration.Also(line);
                    declaration.Type = line.Text;
                    break;
                case TextLineKind.Unit:
                    declaration = declaration.Also(line);
                    declaration.Unit = line.Text;
                    break;
                case TextLineKind.Help:
                    Help(line.Name, line.Text, source, walk.Number);
                    break;
                case TextLineKind.Type:
                    owner = default;
                    Type(line.Name, FamilyKindWord.Text(line.Text), source, walk.Number);
                    break;
                case TextLineKind.Sample:
                    if (declaration.IsNew)
                    {
                        owner = default;
                        Declare(ref declaration, source, walk.Number);
                    }

                    if (owner.Family is null || !line.Name.SequenceEqual(owner.Name))
                    {
                        (owner.Family, owner.Role) = OwnerOf(LegalName.Of(line.Name, ref legal));
                        owner.Name = line.Name;
                    }

                    Sample(line, owner.Family, owner.Role, ref series, source, walk.Number);
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
            if (MakesHelps)
                metric.Owner.SettleHelp();
            var fault = IsPart(metric.Owner) ? $"{metric.Owner.Name} is a part of a histogram or summary, too" : metric.Emit(samples, exemplars);
            if (fault is not null)
                Faults.Add("lines", Reason.Malformed, metric.Place.Source, metric.Place.Line, fault);
        }
    }

    bool Fits(ReadOnlySpan<byte> exposition, string source, ExpositionFormat format)
    {
        // Nearly always that many lines would fit, comments and all.
        if (exposition.Count((byte)'\n') < Room)
            return true;
        var samples = 0;
        var walk = new TextLines(exposition, format);
        while (walk.Next(out var line))
            samples += line.Kind == TextLineKind.Sample ? 1 : 0;
        if (samples <= Room)
            return true;
        Faults.Add("series", Reason.LimitReached, source, string.Create(CultureInfo.InvariantCulture, $"left out, because its {samples} series are more than the {Room} that max_series ({mostSeries}) has left for it; raise it in the configuration"));
        return false;
    }

    /// <summary>Asks for the names of this poll's families, and leaves out those that cannot be exposed beside the others'.</summary>
    /// <param name="conflicts">Families that disagree with the others about their type, and about their help.</param>
    public void Claim(FamilyClaims claims, out (int Type, int Help) conflicts)
    {
        conflicts = default;
        foreach (var family in families.Values)
        {
            if (family.Poll != poll || family.FirstSource.Length == 0 || family.RefusedIn == text)
            {
                Release(family, claims);
                continue;
            }

            switch (claims.Add(family.Name, family.Kind, family.Help, this))
            {
                case FamilyConflict.Parts:
                    conflicts.Type++;
                    Release(family, claims);
                    Faults.Add("types", Reason.Malformed, family.FirstSource, $"{family.Name} is left out: it has another type elsewhere");
                    break;
                case FamilyConflict.Type:
                    conflicts.Type++;
                    family.IsClaimed = true;
                    break;
                case FamilyConflict.Help:
                    conflicts.Help++;
                    family.IsClaimed = true;
                    break;
                default:
                    family.IsClaimed = true;
                    break;
            }
        }

        metrics.RemoveAll(static metric => !metric.Owner.IsClaimed);
    }

    void Help(ReadOnlySpan<byte> name, ReadOnlySpan<byte> help, string source, int number)
    {
        var family = Family(LegalName.Of(name, ref legal));
        if (family.HelpedIn == text)
            Faults.Add("lines", Reason.Malformed, source, number, $"a second HELP for {family.Name}");
        else if (!family.TryHelp(help, text))
            Faults.Add("help", Reason.Malformed, source, number, $"another help for {family.Name} than before, which stands: '{family.Help}'");
    }

    void Type(ReadOnlySpan<byte> name, FamilyKind? kind, string source, int number)
    {
        var family = Family(LegalName.Of(name, ref legal));
        if (family.TypedIn == text || family.SampledIn == text)
            Faults.Add("lines", Reason.Malformed, source, number, $"a second TYPE for {family.Name}, or one after its samples");
        else if (kind is { } known)
            family.Type(known, text);
        else
            Faults.Add("lines", Reason.Malformed, source, number, $"an unknown type for {family.Name}");
    }

    /// <summary>OpenMetrics names a family without the suffix that its samples have; the agent names it as they are named.</summary>
    void Declare(ref ForeignDeclaration declaration, string source, int number)
    {
        declaration.IsNew = false;
        var kind = declaration.Type.IsEmpty ? FamilyKind.Untyped : FamilyKindWord.OpenMetrics(declaration.Type);
        var name = LegalName.Of(declaration.Name, ref legal);
        name = kind switch
        {
            FamilyKind.Counter => Suffixed(name, "_total"u8),
            FamilyKind.Info => Suffixed(name, "_info"u8),
            _ => name,
        };
        if (!declaration.Type.IsEmpty)
            Type(name, kind, source, number);
        if (!declaration.Help.IsEmpty)
            Help(name, declaration.Help, source, number);
        if (!declaration.Unit.IsEmpty)
            Family(name).Measure(declaration.Unit);
    }

    void Sample(TextLine line, ForeignFamily family, SampleRole role, ref ForeignSeries previous, string source, int number)
    {
        Found++;
        if (!family.IsWanted)
            return;
        if (Kept == mostSeries)
        {
            LeftOut++;
            if (Faults.Tells("series", Reason.LimitReached, source))
                Faults.Add("series", Reason.LimitReached, source, number, $"series above max_series ({mostSeries}) are left out; raise it in the configuration");
            return;
        }

        if (family.SampledIn != text)
            Open(family, source, number);
        if (family.RefusedIn == text)
            return;

        Kept++;
        var series = Series(line.Series, previous);
        previous = series;
        series.Poll = poll;
        if (!series.IsOf(family, role))
            series.Resolve(family, role, line.Text, Labels);

        if (line.HasTimestamp)
            Faults.Add("timestamps", Reason.Unsupported, source, number, "the timestamp is ignored");
        if (series.Metric is not { } metric)
        {
            Faults.Add("lines", Reason.Malformed, source, number, series.Fault!);
            return;
        }

        if (metric.Begin(poll, source, number))
            metrics.Add(metric);
        if (!metric.TrySet(role, series.Bound, line.Value, Remember(line.Exemplar)) && Faults.Tells("duplicates", Reason.Malformed, source))
            Faults.Add("duplicates", Reason.Malformed, source, number, $"{Encoding.UTF8.GetString(line.Series)} comes twice");
    }

    ForeignSeries Series(ReadOnlySpan<byte> written, ForeignSeries previous)
    {
        if (previous.Next is { } next && written.SequenceEqual(next.Key))
            return next;
        var lookup = known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(written, out var series))
        {
            series = new(written.ToArray());
            known.Add(series.Key, series);
        }

        return previous.Next = series;
    }

    /// <summary>The family's first sample in this text.</summary>
    void Open(ForeignFamily family, string source, int number)
    {
        var isSame = family.TrySample(source, text);
        var isOwn = isSame && isTaken(family.Name, family.Kind);
        if (!isSame)
            Faults.Add("types", Reason.Malformed, source, number, $"{family.Name} is left out: it has another type in {family.FirstSource}");
        else if (isOwn)
            Faults.Add("names", Reason.Unsupported, source, number, $"{family.Name} is left out: it is a metric of the agent's own");
        if (!isSame || isOwn)
            family.RefusedIn = text;
    }

    /// <summary>Whose sample has that name: <c>x_count</c> may be the family <c>x</c>'s.</summary>
    (ForeignFamily Family, SampleRole Role) OwnerOf(ReadOnlySpan<byte> name)
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
            FamilyKind.Histogram or FamilyKind.GaugeHistogram => SampleRole.Bucket,
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

    static bool HasPart(FamilyKind kind, SampleRole role) => kind switch
    {
        FamilyKind.Histogram => role is SampleRole.Bucket or SampleRole.Sum or SampleRole.Count or SampleRole.Created,
        FamilyKind.Summary => role is SampleRole.Sum or SampleRole.Count or SampleRole.Created,
        FamilyKind.GaugeHistogram => role is SampleRole.Bucket or SampleRole.GaugeSum or SampleRole.GaugeCount,
        FamilyKind.Counter => role == SampleRole.Created,
        _ => false,
    };

    /// <summary>The family whose part has that name, if there is one.</summary>
    (ForeignFamily? Family, SampleRole Role) Stem(ReadOnlySpan<byte> name)
    {
        var role = name.EndsWith("_bucket"u8) ? SampleRole.Bucket
            : name.EndsWith("_sum"u8) ? SampleRole.Sum
            : name.EndsWith("_count"u8) ? SampleRole.Count
            : isOpen && name.EndsWith("_created"u8) ? SampleRole.Created
            : isOpen && name.EndsWith("_gsum"u8) ? SampleRole.GaugeSum
            : isOpen && name.EndsWith("_gcount"u8) ? SampleRole.GaugeCount
            : SampleRole.Value;
        ForeignFamily? stem = null;
        if (role == SampleRole.Value)
            return (stem, role);
        var lookup = families.GetAlternateLookup<ReadOnlySpan<byte>>();
        name = name[..name.LastIndexOf((byte)'_')];
        if (role != SampleRole.Created || !lookup.TryGetValue(Suffixed(name, "_total"u8), out stem) || stem.TypedIn != text)
            lookup.TryGetValue(name, out stem);
        return (stem, role);
    }

    ForeignFamily Family(ReadOnlySpan<byte> name)
    {
        var lookup = families.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(name, out var family))
        {
            var own = Encoding.UTF8.GetString(name);
            lookup[name] = family = new(own, name.ToArray(), IsWanted?.Invoke(own) ?? true);
        }

        family.Begin(poll);
        return family;
    }

    ReadOnlySpan<byte> Suffixed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix)
    {
        var length = name.Length + suffix.Length;
        if (suffixed.Length < length)
            suffixed = new byte[length * 2];
        name.CopyTo(suffixed);
        suffix.CopyTo(suffixed.AsSpan(name.Length));
        return suffixed.AsSpan(0, length);
    }

    /// <summary>The text will be gone when the poll ends.</summary>
    (int Start, int Length) Remember(ReadOnlySpan<byte> exemplar)
    {
        if (exemplar.IsEmpty)
            return default;
        if (exemplarLength + exemplar.Length > exemplars.Length)
            Array.Resize(ref exemplars, Math.Max(1024, (exemplarLength + exemplar.Length) * 2));
        exemplar.CopyTo(exemplars.AsSpan(exemplarLength));
        exemplarLength += exemplar.Length;
        return (exemplarLength - exemplar.Length, exemplar.Length);
    }

    void Release(ForeignFamily family, FamilyClaims claims)
    {
        if (!family.IsClaimed)
            return;
        family.IsClaimed = false;
        claims.Remove(family.Name, this);
    }

    void Forget()
    {
        Labels.Forget();
        start.Next = null;
        foreach (var (key, family) in families)
        {
            if (family.Poll != poll && !family.IsClaimed)
                families.Remove(key);
            else
                family.Forget(poll);
        }

        foreach (var (key, series) in known)
        {
            series.Next = null;
            if (series.Poll != poll)
                known.Remove(key);
        }
    }

    /// <summary>Whose the last sample was: mostly the next one is its, too.</summary>
    ref struct Owner
    {
        internal ReadOnlySpan<byte> Name;
        internal ForeignFamily? Family;
        internal SampleRole Role;
    }
}
