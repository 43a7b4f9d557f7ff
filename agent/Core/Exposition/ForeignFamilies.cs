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
    readonly ForeignNames names = new();
    readonly ForeignSeriesCache known = new();
    readonly ForeignExemplars exemplars = new();
    readonly List<ForeignMetric> metrics = [];

    /// <summary>Labels that are added to every series.</summary>
    public ForeignLabels Labels { get; init; } = new([], isHonored: true);

    /// <summary>Whether a family of that name is kept; all of them when null.</summary>
    public Predicate<string>? IsWanted { init => names.IsWanted = value; }

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
    internal int Remembered => names.Count + known.Count;

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
        if (known.Count > (2 * Kept) + 64 || names.Count > (2 * Kept) + 64)
            Forget();
        names.BeginPoll();
        exemplars.Clear();
        (Found, Kept, LeftOut, Reserved) = (0, 0, 0, 0);
        metrics.Clear();
        Faults.Clear();
    }

    /// <summary>Takes a text.</summary>
    /// <param name="source">What faults and made-up helps call it, such as its path.</param>
    public void Read(ReadOnlySpan<byte> exposition, string source, ExpositionFormat format = ExpositionFormat.Text)
    {
        if (LeavesOutWholeTexts && !Fits(exposition, source, format))
            return;
        names.BeginText(format);
        var declarations = new ForeignDeclarations(names, Faults);
        var walk = new TextLines(exposition, format);
        var declaration = new ForeignDeclaration();
        var owner = new Owner();
        var series = known.Start;
        while (walk.Next(out var line))
        {
            switch (line.Kind)
            {
                case TextLineKind.Help when names.IsOpen:
                    declaration = declaration.Also(line);
                    declaration.Help = line.Text;
                    break;
                case TextLineKind.Type when names.IsOpen:
                    declaration = declaration.Also(line);
                    declaration.Type = line.Text;
                    break;
                case TextLineKind.Unit:
                    declaration = declaration.Also(line);
                    declaration.Unit = line.Text;
                    break;
                case TextLineKind.Help:
                    declarations.Help(line.Name, line.Text, source, walk.Number);
                    break;
                case TextLineKind.Type:
                    owner = default;
                    declarations.Type(line.Name, FamilyKindWord.Text(line.Text), source, walk.Number);
                    break;
                case TextLineKind.Sample:
                    if (declaration.IsNew)
                    {
                        owner = default;
                        declarations.Take(ref declaration, source, walk.Number);
                    }

                    if (owner.Family is null || !line.Name.SequenceEqual(owner.Name))
                    {
                        (owner.Family, owner.Role) = names.OwnerOf(names.Legal(line.Name));
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
            var fault = names.IsPart(metric.Owner) ? $"{metric.Owner.Name} is a part of a histogram or summary, too" : metric.Emit(samples, exemplars.Bytes);
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
    /// <param name="holder">Whose texts they are.</param>
    /// <param name="conflicts">Families that disagree with the others about their type, and about their help.</param>
    public void Claim(FamilyClaims claims, ClaimHolder holder, out (int Type, int Help) conflicts)
    {
        conflicts = default;
        foreach (var family in names.All)
        {
            // One without a sample in this poll, or with none that is kept, claims nothing.
            var isThere = family.Poll == names.Poll && family.FirstSource.Length > 0 && family.RefusedIn != names.Text;
            var (conflict, why) = isThere ? claims.Add(family.Name, family.Kind, family.Help, holder) : default;
            conflicts.Type += conflict is FamilyConflict.Type or FamilyConflict.Parts ? 1 : 0;
            conflicts.Help += conflict == FamilyConflict.Help ? 1 : 0;
            if (conflict == FamilyConflict.Parts)
                Faults.Add("types", Reason.Malformed, family.FirstSource, $"{family.Name} is left out: {why}");

            var isClaimed = isThere && conflict != FamilyConflict.Parts;
            if (family.IsClaimed && !isClaimed)
                claims.Remove(family.Name, holder);
            family.IsClaimed = isClaimed;
        }

        metrics.RemoveAll(static metric => !metric.Owner.IsClaimed);
    }

    void Sample(TextLine line, ForeignFamily family, SampleRole role, ref ForeignSeries previous, string source, int number)
    {
        Found++;
        if (!family.IsWanted)
            return;
        if (Kept == mostSeries)
        {
            // Once: the same is true of all that follow.
            if (LeftOut++ == 0)
                Faults.Add("series", Reason.LimitReached, source, number, $"series above max_series ({mostSeries}) are left out, from here on; raise it in the configuration");
            return;
        }

        if (family.SampledIn != names.Text)
            Open(family, source, number);
        if (family.RefusedIn == names.Text)
            return;

        Kept++;
        var series = known.After(previous, line.Series);
        previous = series;
        series.Poll = names.Poll;
        if (!series.IsOf(family, role))
            series.Resolve(family, role, line.Text, Labels);

        if (line.HasTimestamp)
            Faults.Add("timestamps", Reason.Unsupported, source, number, "the timestamp is ignored");
        if (series.Metric is not { } metric)
        {
            Faults.Add("lines", Reason.Malformed, source, number, series.Fault!);
            return;
        }

        if (metric.Begin(names.Poll, source, number))
            metrics.Add(metric);
        if (!metric.TrySet(role, series.Bound, line.Value, exemplars.Add(line.Exemplar)) && Faults.Tells("duplicates", Reason.Malformed, source))
            Faults.Add("duplicates", Reason.Malformed, source, number, $"{Encoding.UTF8.GetString(line.Series)} comes twice");
    }

    /// <summary>The family's first sample in this text.</summary>
    void Open(ForeignFamily family, string source, int number)
    {
        var isSame = family.TrySample(source, names.Text);
        var isOwn = isSame && isTaken(family.Name, family.Kind);
        if (!isSame)
            Faults.Add("types", Reason.Malformed, source, number, $"{family.Name} is left out: it has another type in {family.FirstSource}");
        else if (isOwn)
            Faults.Add("names", Reason.Unsupported, source, number, $"{family.Name} is left out: it is a metric of the agent's own");
        if (!isSame || isOwn)
            family.RefusedIn = names.Text;
    }

    void Forget()
    {
        Labels.Forget();
        names.Forget();
        known.Forget(names.Poll);
    }

    /// <summary>Whose the last sample was: mostly the next one is its, too.</summary>
    ref struct Owner
    {
        internal ReadOnlySpan<byte> Name;
        internal ForeignFamily? Family;
        internal SampleRole Role;
    }
}
