using MetricsAgent.Alerting;
using MetricsAgent.Config;
using MetricsAgent.Config.Values;
using MetricsAgent.History;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>
/// Collects twice, so that rates exist, and judges what there is. Whatever hangs, it comes to its end in time, with what is known by then.
/// </summary>
/// <param name="sample">From the first collection to the second; zero for one alone.</param>
/// <param name="timeout">As it was asked for.</param>
/// <param name="left">Of it, at this moment.</param>
internal sealed class CheckRun(AgentConfig config, CheckQuestion question, TimeSpan sample, TimeSpan timeout, TimeSpan left) : IAsyncDisposable
{
    static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    readonly CollectOnce once = new(config, question.Polled);
    readonly SeriesHistory history = new(config.Rules.Retention);
    readonly List<long> ticks = [];
    readonly Lock gate = new();
    bool isOver;
    bool isLate;

    /// <summary>What is asked for and is not there.</summary>
    /// <param name="alerts">What else there is by name.</param>
    internal IEnumerable<string> Strangers(IReadOnlyList<string> alerts) =>
        once.Strangers(question.Collectors.Select(WantedCollector.Of)).Select(stranger => UnknownCollector.Text(stranger, once.Instances, alerts));

    internal async Task<CheckReport> RunAsync()
    {
        history.Keep(question.Read.SelectMany(Selectors.Of));
        var collecting = CollectAsync();
        isLate = await Task.WhenAny(collecting, Task.Delay(left)) != collecting;
        lock (gate)
        {
            if (isLate)
                Append();
            isOver = true;
        }

        if (!isLate)
            await collecting;
        using var view = once.Read();
        var report = CheckReport.Of(once.Readings, view, isLate);
        if (question.IsNarrow)
            report = report with { Rows = [.. report.Rows.Where(row => row.IsBad || IsNamed(row))] };
        return Judge(report with { Late = isLate ? timeout : null, IsExpression = question.Expression is not null });
    }

    /// <summary>Connections that hang are left to the end of the process; who is late already does not wait for them.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAny(once.DisposeAsync().AsTask(), Task.Delay(isLate ? TimeSpan.Zero : Farewell));

    bool IsNamed(CheckRow row)
    {
        var choice = new CollectorChoice(question.Collectors);
        return question.Collectors.Count > 0 && once.Instances.Where(choice.Polls).Any(instance =>
            row.Check == (instance.Target.Length == 0 ? instance.Name : $"{instance.Name}[{instance.Target}]") || (instance.Name == "probe" && row.IsProbe));
    }

    async Task CollectAsync()
    {
        await once.PollAsync();
        lock (gate)
            Append();
        if (sample <= TimeSpan.Zero || !question.Read.Any())
            return;
        await Task.Delay(sample);
        await once.PollAgainAsync();
        lock (gate)
            Append();
    }

    void Append()
    {
        if (isOver)
            return;
        using var view = once.Read();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        history.Append(view, now);
        ticks.Add(now);
    }

    CheckReport Judge(CheckReport report)
    {
        if (!question.Read.Any())
            return report;
        using var view = once.Read();
        var moment = new CheckMoment(ticks[0], ticks[^1]);
        var rules = new CheckRules(question.Rules, history, view, moment, ExternalUrl.Of(config));
        return rules.Judge(report, question.Expression) with { Notes = [.. Notes(moment)] };
    }

    /// <summary>To what one reads, where there is more.</summary>
    static TimeSpan Round(TimeSpan time) => time < TimeSpan.FromSeconds(1) ? time : TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds / 100) * 100);

    IEnumerable<string> Notes(CheckMoment moment)
    {
        if (moment.IsOne)
            yield return "Everything was collected once: nothing has a rate.";
        else
            yield return $"Ranges of rules are cut to the {Duration.Format(Round(TimeSpan.FromMilliseconds(moment.Length)))} between two collections.";
        if (question.Rules.Rules.Any(rule => rule.Config.For > TimeSpan.Zero))
            yield return "An alert fires at once: for is not waited for.";
    }
}
