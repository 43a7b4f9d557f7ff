namespace MetricsAgent.Metrics;

/// <summary>
/// Reads one thing and emits it. Called by one poll at a time. Throws when something is wrong: the poll loop catches, keeps the
/// last snapshot until it is stale, and logs the change. What is merely not there is a result: <see cref="Samples.Unavailable(Reason, string)"/>.
/// </summary>
public interface ICollector
{
    /// <param name="samples">Empty; what is in it when the call returns becomes the snapshot.</param>
    /// <param name="cancel">Fires at the poll's deadline.</param>
    ValueTask CollectAsync(Samples samples, CancellationToken cancel);
}
