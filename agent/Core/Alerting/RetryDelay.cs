namespace MetricsAgent.Alerting;

/// <summary>How long to wait before trying again: twice as long every time up to a cap, with jitter so that agents do not come all at once.</summary>
public static class RetryDelay
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="jitter">From 0 to 1.</param>
    /// <param name="asked">By the other side, <c>Retry-After</c>; it is believed up to an hour.</param>
    public static TimeSpan After(int failures, double jitter, TimeSpan? asked = null)
    {
        var delay = First * Math.Pow(2, Math.Min(failures - 1, 20));
        delay = (delay < Most ? delay : Most) * (0.5 + (jitter / 2));
        var patience = asked < TimeSpan.FromHours(1) ? asked.Value : asked is null ? TimeSpan.Zero : TimeSpan.FromHours(1);
        return delay > patience ? delay : patience + (delay * jitter / 2);
    }
}
