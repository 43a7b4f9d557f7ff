using MetricsAgent.History;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>Judges rules, or an expression, by what a check has collected. <c>for</c> is not waited for.</summary>
internal sealed class CheckRules(RuleSet rules, SeriesHistory history, SnapshotView view, CheckMoment moment, string externalUrl)
{
    const string TooShort = "not judged: it looks ahead, and a moment is no trend";

    readonly Evaluator evaluator = new(history);

    internal CheckReport Judge(CheckReport report, CheckExpression? expression)
    {
        var cut = Short();
        var groups = cut.Build(RuleSet.DefaultInterval);
        var around = new RuleSurroundings(Labels.None, externalUrl) { Queries = new(new JoinedSeries(history, new ExposedSeries(view, moment.Now, _ => moment.Now))) };
        foreach (var group in groups)
            group.Evaluate(evaluator, around, moment.Now, history.Append);

        List<CheckAlert> alerts = [];
        List<CheckMeasure> measures = [];
        foreach (var named in groups.SelectMany(group => group.Rules).OfType<AlertingRule>().GroupBy(rule => rule.Name))
            Judge([.. named], alerts, measures);
        foreach (var name in Skipped().Distinct().Where(name => !alerts.Exists(alert => alert.Name == name)))
            alerts.Add(new(name, CheckState.Ok, Labels.None) { Detail = TooShort, IsJudged = false });
        if (expression is not null)
            Judge(expression, alerts, measures);
        return report with { Alerts = [.. alerts.OrderByDescending(alert => alert.State)], Measures = measures };
    }

    RuleSet Short() => rules with
    {
        Groups = [.. rules.Groups.Select(group => group with
        {
            Config = group.Config with { QueryOffset = null },
            Rules = [.. group.Rules.Where(rule => !ShortRanges.IsTooShortFor(rule.Expression)).Select(Short)],
        })],
    };

    LoadedRule Short(LoadedRule rule) => rule with
    {
        Expression = moment.Short(rule.Expression),
        Config = rule.Config with { For = TimeSpan.Zero, KeepFiringFor = TimeSpan.Zero },
    };

    IEnumerable<string> Skipped() =>
        from rule in rules.Rules
        where rule.Config.IsAlert && ShortRanges.IsTooShortFor(rule.Expression)
        select rule.Config.Name.Text;

    void Judge(AlertingRule[] named, List<CheckAlert> alerts, List<CheckMeasure> measures)
    {
        var name = named[0].Name;
        var measure = Measure(named);
        if (measure is not null)
            measures.Add(measure);
        if (Array.Find(named, rule => rule.LastError is not null) is { LastError: var error })
            alerts.Add(new(name, CheckState.Unknown, Labels.None) { Detail = $"cannot be evaluated: {error}" });

        CheckAlert[] found =
        [
            .. CheckAlert.Worst(
                from rule in named
                from alert in rule.Alerts
                where alert.State == AlertState.Firing
                select Of(rule, alert)),
        ];
        alerts.AddRange(found);
        if (found.Length == 0 && !Array.Exists(named, rule => rule.LastError is not null))
            alerts.Add(new(name, CheckState.Ok, Labels.None) { Value = measure?.Value, Target = Threshold.Of(named.MinBy(Severity)!.Expression)?.Target ?? "" });
    }

    static CheckAlert Of(AlertingRule rule, ActiveAlert alert) => new(rule.Name, CheckStates.Of(alert.Labels[Alert.SeverityLabel]), alert.Labels)
    {
        Value = alert.Value,
        Target = Threshold.Of(rule.Expression)?.Target ?? "",
        Detail = alert.Annotations["summary"],
    };

    /// <summary>The worst series of what rules of one name compare with a number; null where they do not, or there is none.</summary>
    CheckMeasure? Measure(AlertingRule[] named)
    {
        var limits = named.Select(rule => (State: Severity(rule), Threshold: Threshold.Of(rule.Expression))).ToArray();
        if (limits.FirstOrDefault(limit => limit.Threshold is not null).Threshold is not { } threshold)
            return null;
        double? worst = null;
        foreach (var (_, value) in Instant(threshold.Measured))
        {
            if (!double.IsNaN(value) && (worst is not { } before || threshold.IsWorse(value, before)))
                worst = value;
        }

        return worst is { } measured ? new(named[0].Name, measured, PluginUnit.Of(PluginUnit.Metric(threshold.Measured)), Range(CheckState.Warning), Range(CheckState.Critical)) : null;

        NagiosRange? Range(CheckState state) => limits.FirstOrDefault(limit => limit.State == state && limit.Threshold is not null).Threshold is { } found ? NagiosRange.Of(found) : null;
    }

    static CheckState Severity(AlertingRule rule) =>
        CheckStates.Of(rule.AddedLabels.FirstOrDefault(label => label.Name == Alert.SeverityLabel)?.Template.Text ?? "");

    void Judge(CheckExpression expression, List<CheckAlert> alerts, List<CheckMeasure> measures)
    {
        try
        {
            var before = alerts.Count;
            foreach (var (alert, measure) in Vector(moment.Short(expression.Expression)).Select(expression.Report))
            {
                alerts.Add(alert);
                measures.Add(measure);
            }

            if (alerts.Count == before)
                alerts.Add(expression.Nothing("no series"));
        }
        catch (EvaluationException error)
        {
            alerts.Add(expression.Nothing(error.Message));
        }
    }

    IReadOnlyList<VectorSample> Instant(Expression expression)
    {
        try
        {
            return Vector(expression);
        }
        catch (EvaluationException)
        {
            // The rule says it, too.
            return [];
        }
    }

    IReadOnlyList<VectorSample> Vector(Expression expression)
    {
        var result = evaluator.Instant(expression, moment.Now);
        return result.Type == Rules.Promql.ValueType.Scalar ? [new(Labels.None, result.Scalar)] : result.Vector;
    }
}
