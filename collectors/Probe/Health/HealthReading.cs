namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>What a body said. Facts that it did not tell are null.</summary>
/// <param name="State">Of the service as a whole.</param>
/// <param name="Components">In the order of the body, each name once.</param>
/// <param name="Omitted">Components above the limit.</param>
internal sealed record HealthReading(HealthState? State, IReadOnlyList<ComponentReading> Components, int Omitted)
{
    /// <summary>Which release of the service this is.</summary>
    internal string? Version { get; init; }

    /// <summary>Since when the process has been running, by its own clock.</summary>
    internal DateTimeOffset? Started { get; init; }

    /// <summary>For how long the process has been running.</summary>
    internal TimeSpan? Uptime { get; init; }

    /// <summary>Whether anything in it can tell one process of the service from the next.</summary>
    internal bool TellsOfProcess => Version is not null || Started is not null || Uptime is not null;

    /// <summary>Those that were asked for and are numbers.</summary>
    internal IReadOnlyList<JsonValueReading> Values { get; init; } = [];
}

/// <param name="Name">Short, without control characters; levels of components in components are separated by <c>/</c>.</param>
internal readonly record struct ComponentReading(string Name, HealthState State);

/// <param name="Name">As the configuration has it.</param>
internal readonly record struct JsonValueReading(string Name, double Value);
