using System.Diagnostics.CodeAnalysis;

namespace MetricsAgent.Config;

/// <summary>A valid configuration, or everything that is wrong with the file in the order of its lines.</summary>
public sealed record ConfigResult(AgentConfig? Config, IReadOnlyList<ConfigError> Errors)
{
    /// <summary>What is probably not meant, and stands in nobody's way.</summary>
    public IReadOnlyList<ConfigError> Warnings { get; init; } = [];

    /// <summary>Which rules are asked for, whether or not the rest is valid; null where the file cannot be read at all.</summary>
    public RulesConfig? Rules { get; init; }

    [MemberNotNullWhen(true, nameof(Config))]
    public bool IsValid => Config is not null;
}
