using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Of a pair of patterns one is given, as node_exporter demands it: of two it would have to be known which comes first.</summary>
internal sealed class NodeFiltersValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        foreach (var pair in NodeFilters.Pairs(config.Collectors.Node))
        {
            if (pair.Include.Length > 0 && pair.Exclude.Length > 0)
                problems.Report(pair.IncludePath, $"cannot be given together with {problems.Name(pair.ExcludePath)}", pair.ExcludePath);
        }
    }
}
