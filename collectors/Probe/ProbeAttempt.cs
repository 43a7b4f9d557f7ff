using MetricsAgent.Collectors.Http;

namespace MetricsAgent.Collectors.Probe;

/// <summary>One run of a probe up to its deadline, which is a result.</summary>
internal sealed class ProbeAttempt : IDisposable
{
    readonly CancellationToken outside;
    readonly CancellationTokenSource deadline;
    readonly CancellationTokenSource either;

    /// <param name="cancel">Calls the probe off, which is no result.</param>
    internal ProbeAttempt(TimeSpan timeout, TimeProvider clock, CancellationToken cancel)
    {
        outside = cancel;
        deadline = new(timeout, clock);
        either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
    }

    internal CancellationToken Cancel => either.Token;

    /// <param name="ask">What the probe does, and why that failed.</param>
    /// <param name="certificate">What is wrong with the certificate that was presented, if any was.</param>
    /// <returns>Null when it succeeded.</returns>
    internal Task<ProbeFailure?> TryAsync(PhaseClock phases, Func<Task<ProbeFailure?>> ask, Func<ProbeFailure?>? certificate = null) =>
        TryAsync(phases, ask, (exception, late) => ProbeFailures.Of(exception, phases.Current, late, certificate?.Invoke()));

    /// <param name="reason">The failure behind an exception, and whether the deadline has passed.</param>
    /// <returns>Null when it succeeded.</returns>
    /// <exception cref="OperationCanceledException">Called off from outside before the deadline.</exception>
    internal async Task<ProbeFailure?> TryAsync(PhaseClock phases, Func<Task<ProbeFailure?>> ask, Func<Exception, bool, ProbeFailure> reason)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is not SettingsFileException)
        {
            var late = deadline.IsCancellationRequested;
            // Whatever one that is called off ends with says nothing about the target.
            if (!late)
                outside.ThrowIfCancellationRequested();
            ProbeTrace.Current?.Fail($"{(e is AccessTokenException ? "" : $"{phases.Current}: ")}{(late ? "not done before the deadline" : e is AccessTokenException ? e.Message : e.GetBaseException().Message)}");
            return reason(e, late);
        }
    }

    public void Dispose()
    {
        either.Dispose();
        deadline.Dispose();
    }
}
