using System.Runtime.CompilerServices;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>A recorded machine: <c>tests/fixtures/node/&lt;name&gt;/{proc,sys,root}</c>.</summary>
internal static class FixtureTree
{
    internal static NodeFiles Files(string name)
    {
        var folder = Folder(name);
        return new(new NodeConfig
        {
            Procfs = Path.Join(folder, "proc"),
            Sysfs = Path.Join(folder, "sys"),
            Rootfs = Path.Join(folder, "root"),
        });
    }

    /// <summary>The text of one file.</summary>
    internal static byte[] Read(string name, string path) => File.ReadAllBytes(Path.Join(Folder(name), path));

    internal static string Folder(string name) => Path.GetFullPath(Path.Join(Path.GetDirectoryName(ThisFile()), "../../../fixtures/node", name));

    static string ThisFile([CallerFilePath] string path = "") => path;
}
