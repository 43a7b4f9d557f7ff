namespace MetricsAgent.Alerting;

/// <summary>So many at once, and so many in the long run: what a chat takes before it begins to refuse.</summary>
/// <param name="burst">At once.</param>
/// <param name="interval">In the long run, from one to the next.</param>
public sealed class SendBudget(int burst, TimeSpan interval)
{
    TimeSpan used;
    DateTimeOffset last;

    /// <summary>Takes one.</summary>
    /// <returns>How long to wait for it; zero for not at all.</returns>
    public TimeSpan Take(DateTimeOffset now)
    {
        var passed = now - last;
        used = passed < TimeSpan.Zero ? used : used > passed ? used - passed : TimeSpan.Zero;
        last = now;
        used += interval;
        var wait = used - (interval * burst);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
