using MetricsAgent.History;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Http.Api;

/// <summary>What to say to somebody who asks for the past: only what rules read has one, of everything else there is the newest value.</summary>
/// <param name="now">Milliseconds since 1970.</param>
sealed class PartialHistory(ISeriesSource history, ISeriesSource exposed, long now)
{
    static readonly long LookBack = (long)new EvaluationLimits().LookBack.TotalMilliseconds;

    /// <param name="from">The first time that the expression is evaluated at.</param>
    internal IEnumerable<string> Warnings(Expression expression, long from) =>
        Find(expression, now - from > ExposedSeries.MostBehind).DistinctBy(selector => string.Join(',', selector.Matchers)).Select(Warning).OfType<string>();

    string? Warning(VectorSelector selector)
    {
        var (known, all) = (Select(history, selector), Select(exposed, selector));
        all.ExceptWith(known);
        return all.Count == 0
            ? null
            : $"{selector.Selector()}: {all.Count} of {all.Count + known.Count} series have no past here, because no rule reads them";
    }

    HashSet<Labels> Select(ISeriesSource source, VectorSelector selector)
    {
        List<SeriesWindow> found = [];
        source.Select(selector.Matchers, now - LookBack, now, found);
        return [.. found.Select(window => window.Labels)];
    }

    /// <summary>Those that are read in the past.</summary>
    static IEnumerable<VectorSelector> Find(Expression expression, bool isPast) => expression switch
    {
        VectorSelector selector => isPast || selector.Time.IsFixed || selector.Time.Offset != default ? [selector] : [],
        MatrixSelector matrix => [matrix.Selector],
        Subquery subquery => Find(subquery.Inner, isPast: true),
        _ => expression.Children.SelectMany(child => Find(child, isPast)),
    };
}
