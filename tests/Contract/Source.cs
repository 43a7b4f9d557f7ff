using System.Runtime.CompilerServices;

namespace MetricsAgent.Tests.Contract;

/// <summary>The checkout that the tests were built from.</summary>
static class Source
{
    internal static string Root { get; } = Path.GetFullPath(Path.Join(Here(), "..", ".."));

    internal static string Read(string path) => File.ReadAllText(Path.Join(Root, path));

    static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
