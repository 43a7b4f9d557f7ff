using MetricsAgent.Alerting;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;
using MetricsAgent.Health;
using MetricsAgent.History;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using MetricsAgent.Rules.Promql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Rules;

/// <summary>
/// The rules' loop: at every tick it remembers what the rules read, evaluates the groups that are due, and hands the alerts over to those
/// who tell of them.
/// </summary>
internal sealed partial class RuleService(
    RuleSet rules, AgentConfig config, PollLoops loops, SnapshotStore store, SeriesHistory history, RuleReports reports, HealthChecks health, AlertingService alerting,
    RuleCounts counts, TimeProvider clock, ILogger<RuleService> logger) : BackgroundService
{
    /// <summary>How often those who tell of alerts hear of one that goes on, in milliseconds: well before they take it to have ended.</summary>
    readonly long renewAfter = (long)Math.Min(TimeSpan.FromMinutes(1).TotalMilliseconds, config.Alerting.ResolveTimeout.TotalMilliseconds / 3);

    readonly string externalUrl = ExternalUrl.Of(config);
    readonly Dictionary<Rule, string?> errors = [];
    readonly IReadOnlyList<RuleGroup> groups = Runbook.Complete(rules, config).Build(config.Rules.EvaluationInterval);
    HashSet<(Labels Labels, AlertState State)> told = [];
    long renewed;
    string? broken;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (groups.Count == 0)
            return;

        history.Keep(rules.Rules.SelectMany(rule => Selectors.Of(rule.Expression)));
        reports.Groups = RuleReporting.Of(rules, groups);
        alerting.Read(AlertMemory.Of).Restore(groups, rules, config.Rules.Retention, loops.Round);
        var evaluator = new Evaluator(history);
        var tick = (long)groups.Min(group => group.Interval).TotalMilliseconds;
        tick = Math.Min(tick, (long)config.Rules.EvaluationInterval.TotalMilliseconds);
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = Now();
            await Task.Delay(TimeSpan.FromMilliseconds(tick - (now % tick)), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Before everything has been read once, what is not there yet would end alerts.
            if (loops.Ready && !stoppingToken.IsCancellationRequested)
                TryTick(evaluator, Now());
        }
    }

    long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A fault of the agent's own must not end what watches.</summary>
    void TryTick(Evaluator evaluator, long now)
    {
        try
        {
            Tick(evaluator, now);
            broken = null;
        }
        catch (Exception e)
        {
            if (broken != e.Message)
                Log.Broken(logger, e);
            broken = e.Message;
        }
    }

    void Tick(Evaluator evaluator, long now)
    {
        using var view = store.Read();
        history.Append(view, now);
        var around = new RuleSurroundings(Labels.None, externalUrl)
        {
            Elapsed = () => clock.GetElapsedTime(0),
            // Texts of alerts ask for what no rule reads.
            Queries = new(new JoinedSeries(history, new ExposedSeries(view, now, _ => now))),
        };
        foreach (var group in groups)
        {
            if (!group.IsDue(now))
                continue;
            group.Evaluate(evaluator, around, now, history.Append);
            counts.Count($"{group.File};{group.Name}", group.Rules.Count, group.Rules.Count(rule => rule.LastError is not null), group.EvaluationTime);
        }

        foreach (var rule in groups.SelectMany(group => group.Rules))
            TellOfError(rule);
        reports.Groups = RuleReporting.Of(rules, groups);
        // It remembers since when something is not healthy, also while nobody asks.
        health.Read();
        HandOver(now);
    }

    /// <summary>On every change, and now and then.</summary>
    void HandOver(long now)
    {
        (AlertingRule Rule, ActiveAlert Alert)[] all =
            [.. groups.SelectMany(group => group.Rules).OfType<AlertingRule>().SelectMany(rule => rule.Alerts.Select(alert => (rule, alert)))];
        HandOver(all, now);
        alerting.Wait(AlertMemory.Waits(all.Select(each => each.Alert)));
    }

    void HandOver((AlertingRule Rule, ActiveAlert Alert)[] all, long now)
    {
        (AlertingRule Rule, ActiveAlert Alert)[] alerts = [.. all.Where(each => each.Alert.State != AlertState.Pending)];
        HashSet<(Labels, AlertState)> states = [.. alerts.Select(each => (each.Alert.Labels, each.Alert.State))];
        counts.Firing = alerts.Count(each => each.Alert.State == AlertState.Firing);
        if (told.SetEquals(states) && Math.Abs(now - renewed) < renewAfter)
            return;
        (told, renewed) = (states, now);
        alerting.Put(alerts.Select(each => each.Alert.ToAlert(GraphLink.Of(externalUrl, each.Rule.Expression))));
    }

    void TellOfError(Rule rule)
    {
        if (errors.GetValueOrDefault(rule) == rule.LastError)
            return;
        errors[rule] = rule.LastError;
        if (rule.LastError is { } error)
            Log.Failed(logger, rule.Name, error);
        else
            Log.Mended(logger, rule.Name);
    }

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "rule {Rule} cannot be evaluated: {Problem}")]
        internal static partial void Failed(ILogger logger, string rule, string problem);

        [LoggerMessage(Level = LogLevel.Error, Message = "the rules could not be evaluated")]
        internal static partial void Broken(ILogger logger, Exception error);

        [LoggerMessage(Level = LogLevel.Information, Message = "rule {Rule} is evaluated again")]
        internal static partial void Mended(ILogger logger, string rule);
    }
}
