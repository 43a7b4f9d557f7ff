namespace MetricsAgent.Config;

/// <summary><c>rules</c>: the Prometheus rules that the agent evaluates over its own history.</summary>
public sealed record RulesConfig
{
    /// <summary>Off evaluates none: nothing is remembered, and nobody is told of anything.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Those that come with the agent.</summary>
    public bool Shipped { get; set; } = true;

    /// <summary>Files, directories and patterns (<c>/etc/metrics-agent/rules/*.yml</c>) of one's own.</summary>
    public IReadOnlyList<string> Files { get; set; } = [];

    /// <summary>Names of alerts and of recorded series that are left out.</summary>
    public IReadOnlyList<string> Disable { get; set; } = [];

    /// <summary>Of groups that have no interval of their own; and the time from one sample of the history to the next.</summary>
    public TimeSpan EvaluationInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What is remembered is as old as the longest range of a rule, and not older than this.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(2);
}
