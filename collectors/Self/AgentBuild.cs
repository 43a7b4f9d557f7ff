using System.Reflection;
using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Self;

/// <summary>Which build of the agent this is.</summary>
/// <param name="Version">Semantic version: <c>0.1.0</c>.</param>
/// <param name="Revision">Commit it was built from; empty when the build did not know.</param>
/// <param name="Runtime">Version of .NET: <c>10.0.1</c>.</param>
/// <param name="Architecture">Processor architecture: <c>x64</c>, <c>arm64</c>.</param>
public sealed record AgentBuild(string Version, string Revision, string Runtime, string Architecture)
{
    public static AgentBuild Current { get; } = Of(
        typeof(AgentBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <param name="informational">What the SDK stamps into the assembly: <c>0.1.0+43f33a1…</c>.</param>
    internal static AgentBuild Of(string informational)
    {
        var plus = informational.IndexOf('+', StringComparison.Ordinal);
        return new(
            plus < 0 ? informational : informational[..plus],
            plus < 0 ? "" : informational[(plus + 1)..],
            Environment.Version.ToString(),
            RuntimeInformation.ProcessArchitecture switch
            {
                System.Runtime.InteropServices.Architecture.X64 => "x64",
                System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
                _ => "other",
            });
    }
}
