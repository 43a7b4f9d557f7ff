namespace MetricsAgent.Collectors.Postgres;

/// <summary>How long the executions of a statement between two readings took, in seconds. Pure.</summary>
/// <param name="Calls">At least 1.</param>
/// <param name="Deviation">The standard deviation of these executions.</param>
/// <param name="Least">No execution was shorter. The view has this of all executions since the entry was made, so it is a bound.</param>
/// <param name="Most">No execution was longer.</param>
internal readonly record struct LatencyInterval(long Calls, double Mean, double Deviation, double Least, double Most)
{
    /// <summary>
    /// What lies between. Calls, their total and their deviation are a full record of the first two moments, so what comes out is
    /// exact (Chan, Golub and LeVeque 1979, turned around: the whole less a part is the other part).
    /// </summary>
    /// <param name="before">The earlier reading; default where there is none.</param>
    internal static LatencyInterval Between(in StatementCounters before, double deviationBefore, in StatementCounters after, in StatementSpread spread)
    {
        var calls = after.Calls - before.Calls;
        var mean = (after.Seconds - before.Seconds) / calls;
        var shift = before.Calls > 0 ? mean - (before.Seconds / before.Calls) : 0;
        var squares = (spread.Deviation * spread.Deviation * after.Calls)
            - (deviationBefore * deviationBefore * before.Calls)
            - (shift * shift * before.Calls * calls / after.Calls);

        // min and max can be reset by themselves (17+), and the last digits of a long total are not exact.
        var (least, most) = (Math.Min(spread.Least, mean), Math.Max(spread.Most, mean));
        // No values within these limits have a larger variance (Bhatia and Davis 2000).
        var variance = Math.Clamp(squares / calls, 0, (mean - least) * (most - mean));
        return new(calls, mean, calls > 1 ? Math.Sqrt(variance) : 0, least, most);
    }
}
