using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Rules;

/// <summary>
/// Makes an alert of every series that an expression gives: pending until it has been given for <c>for</c>, then firing, and resolved when it
/// has not been given for <c>keep_firing_for</c>. As Prometheus does, to the series <c>ALERTS</c> and <c>ALERTS_FOR_STATE</c>.
/// </summary>
public sealed class AlertingRule(
    string name, Expression expression, TimeSpan holdFor, TimeSpan keepFiringFor, IReadOnlyList<TemplateLabel> labels, IReadOnlyList<TemplateLabel> annotations)
    : Rule(name, expression)
{
    const long ResolvedRetention = 15 * 60 * 1000;

    /// <summary>Queries of templates are made with labels, so there is no end to them.</summary>
    const int MaxQueries = 200;

    readonly Dictionary<string, Expression> queries = [];
    Dictionary<Labels, ActiveAlert> active = [];
    RestoredAlerts? restored;
    long seen;

    /// <summary><c>for</c></summary>
    public TimeSpan HoldFor { get; } = holdFor;

    public TimeSpan KeepFiringFor { get; } = keepFiringFor;

    /// <summary>Set on each of its alerts.</summary>
    public IReadOnlyList<TemplateLabel> AddedLabels { get; } = labels;

    public IReadOnlyList<TemplateLabel> Annotations { get; } = annotations;

    /// <summary>As of the last evaluation, resolved ones included until they are forgotten. Of use as the state to restore, too.</summary>
    public IReadOnlyList<ActiveAlert> Alerts { get; private set; } = [];

    /// <summary>Goes on from what an earlier process had; before the first evaluation.</summary>
    /// <param name="seenAt">When that process evaluated last, in milliseconds since 1970: the time since then does not count for <c>for</c>, as in Prometheus.</param>
    public void Restore(IEnumerable<ActiveAlert> alerts, Evidence evidence, long seenAt)
    {
        active = alerts.Where(IsOwn).ToDictionary(alert => alert.Labels);
        (restored, seen) = (active.Count == 0 ? null : new(active.Keys, evidence, AddedLabels.Select(label => label.Name)), seenAt);
        Alerts = [.. active.Values];
    }

    /// <summary>Rules that warn and rules that page often have one name, and differ in a label.</summary>
    bool IsOwn(ActiveAlert alert) => alert.Labels[Alert.NameLabel] == Name && AddedLabels.All(label => label.Template.IsFixed(out var text) is false || alert.Labels[label.Name] == text);

    private protected override IReadOnlyList<VectorSample> Samples(RuleRun run)
    {
        Resume(run.Now);
        var given = Given(run);
        Dictionary<Labels, ActiveAlert> next = new(given.Count);
        foreach (var alert in given)
        {
            restored?.Confirm(alert.Labels, run.Now);
            if (!next.TryAdd(alert.Labels, Continue(alert, run.Now)))
                throw new RuleException("vector contains metrics with the same labelset after applying alert labels");
        }

        foreach (var (identity, alert) in active)
        {
            if (!next.ContainsKey(identity) && Leave(alert, run) is { } left)
                next.Add(identity, left);
        }

        var count = next.Values.Count(alert => alert.State != AlertState.Resolved);
        if (run.Limit > 0 && count > run.Limit)
        {
            active = [];
            Alerts = [];
            throw new RuleException($"exceeded limit of {run.Limit} with {count} alerts");
        }

        active = next;
        Alerts = [.. next.Values];
        return Series();
    }

    /// <summary>With the first evaluation the time goes on.</summary>
    void Resume(long now)
    {
        if (restored is null || LastEvaluation != 0)
            return;
        restored.Begin(now);
        active = active.Values.Select(alert => Postponed(alert, now - seen)).ToDictionary(alert => alert.Labels);
    }

    /// <summary>Time in which nobody could say whether the expression gave it.</summary>
    static ActiveAlert Postponed(ActiveAlert alert, long time) =>
        alert.State == AlertState.Pending ? alert with { ActiveAt = alert.ActiveAt + Math.Max(0, time) } : alert;

    List<ActiveAlert> Given(RuleRun run)
    {
        List<ActiveAlert> given = [];
        foreach (var (series, value) in Query(run))
        {
            var context = new TemplateContext(series, value, query => Find(query, run)) { ExternalLabels = run.Around.ExternalLabels, ExternalUrl = run.Around.ExternalUrl };
            List<Label> named = [.. series.AsSpan(), new(Labels.MetricName, "")];
            named.AddRange(AddedLabels.Select(label => label.Expand(context)));
            named.Add(new(Alert.NameLabel, Name));
            var texts = Labels.Of(Annotations.Select(annotation => annotation.Expand(context)));
            given.Add(new(AlertState.Pending, Labels.Of(named), texts, value, run.Now));
        }

        return given;
    }

    /// <summary>For <c>query</c> in a template, which sees what the rules before it have recorded.</summary>
    IReadOnlyList<VectorSample> Find(string query, RuleRun run)
    {
        try
        {
            if (!queries.TryGetValue(query, out var parsed))
            {
                if (queries.Count == MaxQueries)
                    queries.Clear();
                queries.Add(query, parsed = PromqlParser.Parse(query));
            }

            return AsVector((run.Around.Queries ?? run.Evaluator).Instant(parsed, run.Time));
        }
        catch (Exception error) when (error is PromqlException or EvaluationException or RuleException)
        {
            throw new TemplateException(0, $"error calling query: {error.Message}");
        }
    }

    /// <summary>Of one that is given, the state that it had goes on.</summary>
    ActiveAlert Continue(ActiveAlert alert, long now)
    {
        if (active.TryGetValue(alert.Labels, out var before) && before.State != AlertState.Resolved)
            alert = before with { Annotations = alert.Annotations, Value = alert.Value, KeepFiringSince = 0 };
        return alert.State == AlertState.Pending && now - alert.ActiveAt >= (long)HoldFor.TotalMilliseconds
            ? alert with { State = AlertState.Firing, FiredAt = now }
            : alert;
    }

    /// <summary>Of one that is not given any more.</summary>
    ActiveAlert? Leave(ActiveAlert alert, RuleRun run)
    {
        var now = run.Now;
        if (alert.State == AlertState.Resolved)
            return now - alert.ResolvedAt > ResolvedRetention ? null : alert;
        if (restored?.Holds(alert.Labels, run) == true)
            return LastEvaluation == 0 ? alert : Postponed(alert, now - LastEvaluation);
        if (alert.State == AlertState.Pending)
            return null;
        if (KeepFiringFor > TimeSpan.Zero)
        {
            var since = alert.KeepFiringSince == 0 ? now : alert.KeepFiringSince;
            if (now - since < (long)KeepFiringFor.TotalMilliseconds)
                return alert with { KeepFiringSince = since };
        }

        return alert with { State = AlertState.Resolved, ResolvedAt = now };
    }

    List<VectorSample> Series()
    {
        List<VectorSample> samples = [];
        foreach (var alert in Alerts)
        {
            if (alert.State == AlertState.Resolved)
                continue;
            samples.Add(new(alert.Labels.With("alertstate", alert.State.Word()).With(Labels.MetricName, "ALERTS"), 1));
            samples.Add(new(alert.Labels.With(Labels.MetricName, "ALERTS_FOR_STATE"), alert.ActiveAt / 1000));
        }

        return samples;
    }
}
