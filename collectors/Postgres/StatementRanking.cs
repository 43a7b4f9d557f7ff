namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The top of one reading: by time, by calls, by time for I/O, by temporary blocks and by WAL, because the statement that fills the
/// disk is seldom the one that takes the time. Pure.
/// </summary>
internal sealed class StatementRanking(int top)
{
    const int Kinds = 5;

    readonly TopUnion<int> union = new(Kinds, top);

    /// <param name="index">Of the statement.</param>
    internal void Consider(int index, in StatementCounters gain)
    {
        if (gain.Calls == 0)
            return;
        for (var kind = 0; kind < Kinds; kind++)
            union.Consider(kind, index, Gain(kind, gain));
    }

    /// <summary>Ends the reading.</summary>
    /// <param name="into">Has <c>top</c> places.</param>
    /// <returns>How many are taken, the first first.</returns>
    internal int Rank(Span<int> into) => union.Rank(into);

    /// <summary>By what statements are ranked.</summary>
    static double Gain(int kind, in StatementCounters gain) => kind switch
    {
        0 => gain.Seconds,
        1 => gain.Calls,
        2 => gain.ReadSeconds + gain.WriteSeconds,
        3 => gain.TempBlocks,
        _ => gain.WalBytes,
    };
}
