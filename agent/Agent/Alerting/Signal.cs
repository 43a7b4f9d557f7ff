namespace MetricsAgent.Alerting;

/// <summary>Wakes the one that waits for it, or lets it pass the next time; several signals count as one.</summary>
internal sealed class Signal(TimeProvider clock)
{
    volatile TaskCompletionSource set = Unset();

    internal void Set() => set.TrySetResult();

    /// <summary>Ends with the signal, after some time, or when it is told to stop.</summary>
    internal async Task WaitAsync(TimeSpan most, CancellationToken stop)
    {
        try
        {
            await set.Task.WaitAsync(most, clock, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Whoever waits looks for itself.
        }

        if (set.Task.IsCompleted)
            set = Unset();
    }

    static TaskCompletionSource Unset() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
