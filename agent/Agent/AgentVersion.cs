using System.Reflection;

namespace MetricsAgent;

/// <summary>The version that was built: <c>0.1.0</c>, and the beginning of the commit where the build knew it.</summary>
static class AgentVersion
{
    const int RevisionLength = 7;

    internal static string Text { get; } = Shorten(
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    static string Shorten(string version)
    {
        var revision = version.IndexOf('+', StringComparison.Ordinal) + 1;
        return revision == 0 ? version : version[..Math.Min(version.Length, revision + RevisionLength)];
    }
}
