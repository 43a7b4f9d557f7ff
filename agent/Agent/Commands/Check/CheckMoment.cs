using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>The time that a check has seen. In milliseconds since 1970.</summary>
/// <param name="Last">The last collection; the first when there was only one.</param>
internal readonly record struct CheckMoment(long First, long Last)
{
    /// <summary>Subqueries are evaluated at some ten times.</summary>
    const long Steps = 10;

    internal bool IsOne => First == Last;

    internal long Length => Last - First;

    long Step => Math.Max(1, Length / Steps);

    /// <summary>When expressions are evaluated: a little later, where the steps of a subquery come to.</summary>
    internal long Now => IsOne ? Last : (Last + Step - 1) / Step * Step;

    /// <summary>An expression whose ranges reach back to the first collection, and no farther.</summary>
    internal Expression Short(Expression expression) =>
        IsOne ? expression : ShortRanges.Of(expression, TimeSpan.FromMilliseconds(Now - First + 1), TimeSpan.FromMilliseconds(Step));
}
