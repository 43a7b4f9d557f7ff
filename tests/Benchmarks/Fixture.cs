using System.Runtime.CompilerServices;

namespace MetricsAgent.Benchmarks;

/// <summary>Recorded files of <c>tests/fixtures</c>.</summary>
static class Fixture
{
    internal static byte[] Read(string path, [CallerFilePath] string thisFile = "") =>
        File.ReadAllBytes(Path.Join(Path.GetDirectoryName(thisFile), "../fixtures", path));
}
