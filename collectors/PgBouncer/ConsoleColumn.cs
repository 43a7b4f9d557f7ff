using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>A number of the console that is a family by itself.</summary>
/// <param name="Name">The column's, or that of the row in a list of names and values.</param>
internal sealed record ConsoleColumn(Family Family, string Name)
{
    /// <summary>What other versions call it.</summary>
    internal string? Alias { get; init; }

    /// <summary>A column of microseconds to be added to seconds.</summary>
    internal string? Microseconds { get; init; }

    /// <summary>One of the family's unit.</summary>
    internal double Scale { get; init; } = 1;
}
