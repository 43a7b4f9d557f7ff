namespace MetricsAgent.Collectors;

/// <summary>Lets a number of polls go on at once; others wait until it is their turn.</summary>
/// <param name="limit">Polls at once.</param>
#pragma warning disable CA1001 // A semaphore that is only awaited holds nothing to dispose of.
public sealed class PollTurns(int limit)
#pragma warning restore CA1001
{
    readonly SemaphoreSlim free = new(limit);

    public static PollTurns Unlimited { get; } = new(int.MaxValue);

    public async Task RunAsync(Func<Task> poll, CancellationToken cancel)
    {
        await free.WaitAsync(cancel);
        try
        {
            await poll();
        }
        finally
        {
            free.Release();
        }
    }
}
