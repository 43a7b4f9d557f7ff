using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Each threshold is a label value in every database: few, and each once.</summary>
internal sealed class SlowStatementsValidator : IValidator
{
    const string Path = "collectors.postgres.statements.slow";
    const int Most = 10;

    public void Check(AgentConfig config, Problems problems)
    {
        var slow = config.Collectors.Postgres.Statements.Slow;
        if (slow.Count > Most)
            problems.Report(Path, $"must be at most {Most} durations, not {slow.Count}");
        for (var i = 0; i < slow.Count; i++)
        {
            if (slow[i] <= TimeSpan.Zero)
                problems.Report($"{Path}[{i}]", "must be more than 0s");
            else if (slow.Take(i).Contains(slow[i]))
                problems.Report($"{Path}[{i}]", "is there twice");
        }
    }
}
