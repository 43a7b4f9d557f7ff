namespace MetricsAgent.Config;

/// <summary><c>rules</c>: the Prometheus rules that the agent evaluates over its own history.</summary>
public sealed class RulesConfig
{
    /// <summary>Off evaluates none: nothing is remembered, and nobody is told of anything.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Those that come with the agent.</summary>
    public bool Shipped { get; set; } = true;

    /// <summary>Files, directories and patterns (<c>rules/*.yml</c>) of one's own; relative ones are beside the configuration file.</summary>
    public IReadOnlyList<string> Files { get; set; } = [];

    /// <summary>Names of alerts and of recorded series that are left out; of a name that comes with the agent, only the agent's.</summary>
    public IReadOnlyList<string> Disable { get; set; } = [];

    /// <summary>Where RUNBOOK.md is to be read, put before <c>runbook_url</c> annotations that are relative; empty for the agent's own page, <c>/RUNBOOK.md</c>.</summary>
    public string RunbookUrl { get; set; } = "";

    /// <summary>Of groups that have no interval of their own; and the time from one sample of the history to the next.</summary>
    public TimeSpan EvaluationInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What is remembered is as old as the longest range of a rule, and not older than this.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(2);
}
