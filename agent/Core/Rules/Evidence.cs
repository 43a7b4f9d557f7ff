using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules;

/// <summary>
/// What has to be there before it can be believed that an expression gives an alert no more. A process that has just begun knows neither
/// what a range asks for nor what has not been measured yet.
/// </summary>
public sealed record Evidence
{
    public static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(5);

    readonly IReadOnlyList<VectorSelector> needed;

    Evidence(TimeSpan reach, IReadOnlyList<VectorSelector> needed) => (Reach, this.needed) = (reach, needed);

    /// <summary>For how long it is waited for what is not measured: at most as long as a value counts that has not come again.</summary>
    public TimeSpan Patience { get; init; } = LongestPatience;

    /// <summary>How far back the expression looks with ranges and offsets; zero where it asks for the newest values only.</summary>
    public TimeSpan Reach { get; }

    /// <param name="recorded">The rules that record a series of that name: what they read is what counts.</param>
    /// <param name="cap">Nothing is remembered for longer.</param>
    public static Evidence Of(Expression expression, ILookup<string, Expression> recorded, TimeSpan cap)
    {
        List<VectorSelector> needed = [];
        var reach = Visit(expression, isNeeded: true, []);
        return new(reach < cap ? reach : cap, needed);

        TimeSpan Visit(Expression at, bool isNeeded, HashSet<string> within)
        {
            switch (at)
            {
                case VectorSelector { Name: "ALERTS" or "ALERTS_FOR_STATE" }:
                    return default;
                case VectorSelector selector when recorded.Contains(selector.Name) && within.Add(selector.Name):
                    var longest = recorded[selector.Name].Max(rule => Visit(rule, isNeeded, within));
                    within.Remove(selector.Name);
                    return longest + Offset(selector.Time);
                case VectorSelector selector:
                    if (isNeeded)
                        needed.Add(selector);
                    return Offset(selector.Time);
                case MatrixSelector matrix:
                    return matrix.Range + Visit(matrix.Selector, isNeeded, within);
                case Subquery subquery:
                    return subquery.Range + Offset(subquery.Time) + Visit(subquery.Inner, isNeeded, within);
                // What is missing makes these say yes, not no; and one sample is enough for a no.
                case FunctionCall { Function.Name: "absent" } call:
                    return Visit(call.Arguments[0], !isNeeded, within);
                case FunctionCall { Function.Name: "absent_over_time" } call when call.Arguments[0] is MatrixSelector missing:
                    return Visit(missing.Selector, !isNeeded, within);
                case BinaryExpression { Operator: BinaryOperator.Unless } unless:
                    var (left, right) = (Visit(unless.Left, isNeeded, within), Visit(unless.Right, !isNeeded, within));
                    return left > right ? left : right;
                default:
                    return at.Children.Select(child => Visit(child, isNeeded, within)).DefaultIfEmpty().Max();
            }
        }
    }

    /// <summary>Whether everything that can make the expression say no has a value now, and one of the series that the alert is about.</summary>
    /// <param name="labels">The alert's, as its series have them.</param>
    internal bool IsThere(IReadOnlyList<Label> labels, Evaluator evaluator, long time)
    {
        foreach (var selector in needed)
        {
            if (!evaluator.Instant(selector, time).Vector.Any(sample => IsAbout(sample.Labels, labels)))
                return false;
        }

        return true;
    }

    static bool IsAbout(Labels series, IReadOnlyList<Label> alert)
    {
        foreach (var (name, value) in alert)
        {
            if (series[name] is { Length: > 0 } other && other != value)
                return false;
        }

        return true;
    }

    static TimeSpan Offset(TimeModifier time) => time.Offset > TimeSpan.Zero ? time.Offset : default;
}
