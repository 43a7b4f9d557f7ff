using System.Diagnostics.CodeAnalysis;

namespace MetricsAgent.Config;

/// <summary>A valid configuration, or everything that is wrong with the file in the order of its lines.</summary>
public sealed record ConfigResult(AgentConfig? Config, IReadOnlyList<ConfigError> Errors)
{
    [MemberNotNullWhen(true, nameof(Config))]
    public bool IsValid => Config is not null;
}
