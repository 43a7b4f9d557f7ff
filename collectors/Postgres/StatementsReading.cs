namespace MetricsAgent.Collectors.Postgres;

/// <summary>What one poll has read; valid until the next.</summary>
internal sealed class StatementsReading
{
    internal ReadOnlyMemory<StatementRow> Rows { get; set; }

    internal Dictionary<uint, string> Databases { get; } = [];

    internal Dictionary<uint, string> Users { get; } = [];

    /// <summary>The role that is the agent's alone; 0 where it is a superuser's, whose statements may be the application's.</summary>
    internal uint OwnRole { get; set; }

    /// <summary>Times that the server made room for new statements; null before extension 1.9.</summary>
    internal long? Deallocations { get; set; }

    /// <summary>When all statements were last reset, in seconds of Unix time; 0 when never or unknown.</summary>
    internal double ResetAt { get; set; }

    /// <summary>When the server started, in seconds of Unix time.</summary>
    internal double StartedAt { get; set; }
}
