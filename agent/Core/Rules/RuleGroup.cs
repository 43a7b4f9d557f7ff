using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules;

/// <summary>Rules that are evaluated one after the other at one interval; what one records, those behind it see.</summary>
/// <param name="file">Together with the name its identity.</param>
/// <param name="queryOffset">How far in the past it looks.</param>
/// <param name="limit">Series or alerts that each rule may give; 0 is without a limit.</param>
public sealed class RuleGroup(string file, string name, TimeSpan interval, TimeSpan queryOffset, int limit, IReadOnlyList<Rule> rules)
{
    public string File { get; } = file;

    public string Name { get; } = name;

    public TimeSpan Interval { get; } = interval;

    public TimeSpan QueryOffset { get; } = queryOffset;

    public int Limit { get; } = limit;

    public IReadOnlyList<Rule> Rules { get; } = rules;

    /// <summary>In milliseconds since 1970; 0 when never.</summary>
    public long LastEvaluation { get; private set; }

    /// <summary>How long that took.</summary>
    public TimeSpan EvaluationTime { get; private set; }

    /// <summary>Whether an interval has begun since the last evaluation. Intervals are counted from 1970, so groups of one interval see one moment.</summary>
    public bool IsDue(long now)
    {
        var interval = Math.Max(1, (long)Interval.TotalMilliseconds);
        return LastEvaluation == 0 || now / interval != LastEvaluation / interval;
    }

    /// <param name="evaluator">Over a source that shows what is appended at once.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <param name="append">Where series go: labels with the name, value, time.</param>
    public void Evaluate(Evaluator evaluator, RuleSurroundings around, long now, Action<Labels, double, long> append)
    {
        var run = new RuleRun(evaluator, around, now, now - (long)QueryOffset.TotalMilliseconds, Limit, append);
        var began = around.Elapsed();
        foreach (var rule in Rules)
            rule.Evaluate(run);
        (LastEvaluation, EvaluationTime) = (now, around.Elapsed() - began);
    }
}
