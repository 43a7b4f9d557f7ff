using System.Reflection;

namespace MetricsAgent;

/// <summary>The version that was built: <c>0.1.0</c>, and the commit where the build knew it.</summary>
static class AgentVersion
{
    internal static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
