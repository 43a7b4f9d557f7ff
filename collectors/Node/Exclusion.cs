using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Node;

/// <summary>Names that a configuration leaves out: a search, not a full match; linear time whatever the pattern; empty leaves out nothing.</summary>
internal sealed partial class Exclusion(string pattern)
{
    // The automata that make any pattern linear keep megabytes. The defaults need none: they are linear as they are.
    readonly Regex? regex = pattern switch
    {
        "" => null,
        FilesystemConfig.DefaultMountPointsExclude => DefaultMountPoints(),
        FilesystemConfig.DefaultFsTypesExclude => DefaultFsTypes(),
        DiskstatsConfig.DefaultDeviceExclude => DefaultDisks(),
        _ => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant),
    };

    internal bool Covers(string name) => regex?.IsMatch(name) ?? false;

    [GeneratedRegex(FilesystemConfig.DefaultMountPointsExclude)]
    private static partial Regex DefaultMountPoints();

    [GeneratedRegex(FilesystemConfig.DefaultFsTypesExclude)]
    private static partial Regex DefaultFsTypes();

    [GeneratedRegex(DiskstatsConfig.DefaultDeviceExclude)]
    private static partial Regex DefaultDisks();
}
