namespace MetricsAgent.Alerting;

/// <summary>One way in which a receiver is told.</summary>
/// <param name="Kind">Label <c>integration</c> of the agent's own metrics: <c>slack</c>.</param>
/// <param name="Index">Which of the receiver's of that kind.</param>
/// <param name="SendResolved">It is told that alerts have ended.</param>
public sealed record Integration(string Receiver, string Kind, int Index, bool SendResolved)
{
    /// <summary>The same after a restart.</summary>
    public string Key => $"{Receiver}/{Kind}[{Index}]";
}
