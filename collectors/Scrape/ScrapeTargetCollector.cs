using System.Text.RegularExpressions;
using MetricsAgent.Config;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Scrape;

/// <summary>
/// A Prometheus endpoint beside the agent, scraped as Prometheus does it: its families are exposed as they are, with the labels of
/// the target. That it does not answer is a result: <c>up</c> is 0 and nothing else of it is exposed.
/// </summary>
internal sealed class ScrapeTargetCollector : ICollector, IDisposable
{
    internal static readonly FamilySet Families = new("Prometheus endpoints of `collectors.scrape.targets`, whose own families are exposed as they are");

    static readonly Family Up = Families.Gauge("up", "1 when the target's metrics could be read, otherwise 0.", "job", "instance");
    static readonly Family Duration = Families.Gauge("scrape_duration_seconds", "Duration of the target's scrape, in seconds.", "job", "instance");
    static readonly Family BodySize = Families.Gauge("scrape_body_size_bytes", "Size of the target's answer after decompression, in bytes.", "job", "instance");
    static readonly Family Found = Families.Gauge("scrape_samples_scraped", "Samples that the target exposes.", "job", "instance");
    static readonly Family Kept = Families.Gauge("scrape_samples_post_metric_relabeling", "Samples that are left of the target's after `include`, `exclude` and `max_series`.", "job", "instance");
    static readonly Family Conflicts = Families.Counter(
        "agent_scrape_conflicts_total", "Families of the target, in every scrape, that have another type or help than one of that name of a target before it in the configuration; that one's is exposed.", "job", "instance", "reason");

    static readonly FamilyPattern Theirs = Families.Pattern("<name>", FamilyKind.Untyped, "Whatever the targets expose, of whichever type, with their own labels as well.", "job", "instance");

    /// <summary>Series of a target that are about it.</summary>
    internal const int Reports = 7;

    static readonly HashSet<string> Reserved = [.. Families.Select(family => family.Name)];

    readonly ForeignFamilies families;
    readonly FamilyClaims claims;
    readonly ClaimHolder holder;
    readonly TimeProvider clock;
    readonly TimeSpan timeout;
    readonly ScrapeClient client;
    readonly string source;
    readonly string[] names;
    readonly string[] values;
    long typeConflicts;
    long helpConflicts;

    /// <param name="claims">The same for all targets.</param>
    /// <param name="place">Of the target in the configuration.</param>
    internal ScrapeTargetCollector(ScrapeTarget target, int place, int maxSeries, TimeSpan timeout, FamilyClaims claims, TimeProvider clock)
    {
        (this.claims, this.clock, this.timeout) = (claims, clock, timeout);
        client = new(target, timeout, clock);
        source = client.Address;
        holder = new(source, place);
        KeyValuePair<string, string>[] labels = [new("job", target.Job), new("instance", target.InstanceLabel), .. target.Labels];
        names = Array.ConvertAll(labels, label => label.Key);
        values = Array.ConvertAll(labels, label => label.Value);
        var (include, exclude) = (Pattern(target.Include), Pattern(target.Exclude));
        families = new(maxSeries, (name, _) => Reserved.Contains(name))
        {
            Labels = new(labels, target.HonorLabels),
            IsWanted = name => include?.IsMatch(name) != false && exclude?.IsMatch(name) != true,
        };
    }

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        families.Begin();
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        ScrapeFault? fault;
        var size = 0;
        try
        {
            var body = await client.GetAsync(either.Token);
            size = body.Length;
            fault = Read(body);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            fault = ScrapeFault.Of(e, deadline.IsCancellationRequested);
        }

        // Of what does not answer there is nothing to claim, and others may have its names.
        families.Claim(claims, holder, out var conflicts);
        (typeConflicts, helpConflicts) = (typeConflicts + conflicts.Type, helpConflicts + conflicts.Help);
        families.Emit(samples);
        families.Faults.Emit(samples);
        samples.LeaveOut(families.LeftOut);
        if (fault is { } why)
            samples.Unavailable("target", why.Reason, $"{source}: {why.Detail}");

        Report(samples, Up, fault is null ? 1 : 0);
        Report(samples, Duration, clock.GetElapsedTime(started).TotalSeconds);
        Report(samples, BodySize, size);
        Report(samples, Found, families.Found);
        Report(samples, Kept, families.Kept);
        Report(samples, Conflicts, typeConflicts, "type");
        Report(samples, Conflicts, helpConflicts, "help");
    }

    public void Dispose() => client.Dispose();

    ScrapeFault? Read(ScrapeBody body)
    {
        // Without its end it was cut off, and half a histogram is worse than none.
        if (body.Format == ExpositionFormat.OpenMetrics && !ForeignFamilies.IsWhole(body.Text))
            return new(Reason.Malformed, "it does not end in # EOF");
        families.Read(body.Text, source, body.Format);
        return families.Found == 0 && families.Faults.Count > 0 ? new(Reason.Malformed, "it has no samples") : null;
    }

    /// <summary>As a whole, like the patterns of Prometheus' relabelling.</summary>
    static Regex? Pattern(string pattern) =>
        pattern.Length == 0 ? null : new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Under the labels of the target, which the declaration does not know.</summary>
    void Report(Samples samples, Family declared, double value) =>
        samples.Add(samples.Open(declared.Kind, declared.Name, declared.Help, names), value, values);

    void Report(Samples samples, Family declared, double value, string reason) =>
        samples.Add(samples.Open(declared.Kind, declared.Name, declared.Help, [.. names, "reason"]), value, [.. values, reason]);
}
