namespace MetricsAgent.Collectors.Postgres;

/// <summary>What <c>pg_stat_statements</c> keeps apart. Nested statements count their time a second time, so they are kept apart as well.</summary>
internal readonly record struct StatementKey(uint Database, uint User, long QueryId, bool TopLevel)
{
    /// <summary>The statement whose labels are the same.</summary>
    internal StatementKey Twin => this with { TopLevel = !TopLevel };

    public override int GetHashCode() =>
        (int)((((ulong)QueryId * 0x9E3779B97F4A7C15) ^ (((ulong)User << 32) | Database)) * 0xD6E8FEB86659FD93 >> 33) ^ (TopLevel ? 1 : 0);
}

/// <summary>What is counted of a statement.</summary>
/// <param name="TempBlocks">Read and written.</param>
internal record struct StatementCounters(
    long Calls, long Rows, double Seconds, double ReadSeconds, double WriteSeconds, long TempBlocks = 0, double WalBytes = 0)
{
    internal void Add(in StatementCounters more)
    {
        Calls += more.Calls;
        Rows += more.Rows;
        Seconds += more.Seconds;
        ReadSeconds += more.ReadSeconds;
        WriteSeconds += more.WriteSeconds;
        TempBlocks += more.TempBlocks;
        WalBytes += more.WalBytes;
    }

    internal readonly StatementCounters Less(in StatementCounters earlier) => new(
        Calls - earlier.Calls, Rows - earlier.Rows, Seconds - earlier.Seconds, ReadSeconds - earlier.ReadSeconds, WriteSeconds - earlier.WriteSeconds,
        TempBlocks - earlier.TempBlocks, WalBytes - earlier.WalBytes);

    /// <summary>Whether these cannot have grown out of the others.</summary>
    internal readonly bool IsBefore(in StatementCounters earlier) =>
        Calls < earlier.Calls || Rows < earlier.Rows || Seconds < earlier.Seconds || ReadSeconds < earlier.ReadSeconds || WriteSeconds < earlier.WriteSeconds;
}

/// <summary>How far the executions of a statement lie apart, in seconds.</summary>
/// <param name="Deviation">The standard deviation.</param>
internal readonly record struct StatementSpread(double Deviation, double Least, double Most);

/// <summary>One row of <c>pg_stat_statements</c>.</summary>
/// <param name="Since">When the entry was made, in any unit; always 0 where the extension does not tell (before 1.11).</param>
internal readonly record struct StatementRow(StatementKey Key, StatementCounters Counters, StatementSpread Spread, long Since);
