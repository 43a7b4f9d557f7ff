namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>What an operator makes of series' labels, remembered: mostly the same series come at every step and in every query.</summary>
/// <param name="make">From a series' labels, or those of a pair, to those of the result.</param>
sealed class ResultLabels<T>(Func<T, Labels> make)
    where T : notnull
{
    /// <summary>Queries after which what none of them has asked for is forgotten at the latest: twice as many.</summary>
    const int Queries = 64;

    Dictionary<T, Labels> recent = [];
    Dictionary<T, Labels> before = [];
    int queries;

    /// <summary>A new query.</summary>
    internal void Begin()
    {
        if (++queries < Queries)
            return;
        queries = 0;
        (recent, before) = (before, recent);
        recent.Clear();
    }

    internal Labels Of(T labels)
    {
        if (recent.TryGetValue(labels, out var result))
            return result;
        return recent[labels] = before.TryGetValue(labels, out result) ? result : make(labels);
    }
}

static class ResultLabels
{
    /// <summary>What says which metric a value is of, and is no longer true of what is made of it.</summary>
    internal static readonly string[] Metadata = [Labels.MetricName, "__type__", "__unit__"];

    internal static ResultLabels<Labels> WithoutName() => new(labels => labels.Without(Metadata));
}
