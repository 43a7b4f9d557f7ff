namespace MetricsAgent.Rules;

/// <summary>What an alert is in; one that is in none is not kept.</summary>
public enum AlertState
{
    /// <summary>The expression gives it, but not for long enough.</summary>
    Pending,

    /// <summary>It has been given for long enough, or was not long ago.</summary>
    Firing,

    /// <summary>It fired, and does not any more; kept for a while so that everybody hears of it.</summary>
    Resolved,
}

static class AlertStateWord
{
    /// <summary>As the label <c>alertstate</c> and Prometheus' API have it.</summary>
    internal static string Word(this AlertState state) => state switch { AlertState.Pending => "pending", AlertState.Firing => "firing", _ => "inactive" };
}
