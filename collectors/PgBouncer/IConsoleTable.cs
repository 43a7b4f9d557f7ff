using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>What one command of the console shows. Kept from poll to poll.</summary>
internal interface IConsoleTable
{
    /// <summary>An answer begins whose columns are not those of the last one.</summary>
    void Describe(IReadOnlyList<string> columns);

    /// <summary>An answer begins: rows of the last one are forgotten.</summary>
    void Clear();

    void Add(ConsoleRow row);

    void Emit(Samples samples);
}
