using System.Text.Json.Serialization;

namespace MetricsAgent.Config;

/// <summary>When a collector polls and how much it may expose; every collector section has these keys.</summary>
public abstract record PollConfig
{
    // Negative orders: a section is shown with these first, where the serializer puts a base type's properties last.
    [JsonPropertyOrder(-4)]
    public bool Enabled { get; set; } = true;

    /// <summary>Time from one poll's start to the next; 100 ms to 1 day.</summary>
    [JsonPropertyOrder(-3)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Deadline of one poll; at most the interval, to which it is shortened where only the interval is written.</summary>
    [JsonPropertyOrder(-2)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Series that one collector may expose; those above are dropped and counted.</summary>
    [Between(1, int.MaxValue), JsonPropertyOrder(-1)]
    public int MaxSeries { get; set; } = 10_000;
}
