namespace MetricsAgent.Config;

/// <summary><c>collectors.self</c>: this process.</summary>
public sealed record SelfConfig : PollConfig
{
    /// <summary>A scrape refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);
}
