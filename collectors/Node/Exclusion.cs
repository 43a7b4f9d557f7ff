using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Names that a configuration leaves out: those that one pattern finds, and those that another, if there is one, does not find.
/// A search, not a full match; linear time whatever the pattern.
/// </summary>
/// <param name="exclude">Empty leaves out nothing.</param>
/// <param name="include">Empty asks for everything.</param>
internal sealed partial class Exclusion(string exclude, string include = "")
{
    const string DefaultUnitsWhole = $"^(?:{SystemdConfig.DefaultUnitExclude})$";

    readonly Regex? excluded = Compile(exclude);
    readonly Regex? included = Compile(include);

    internal bool Covers(string name) => excluded?.IsMatch(name) == true || included?.IsMatch(name) == false;

    // The automata that make any pattern linear keep megabytes. The defaults need none: they are linear as they are.
    static Regex? Compile(string pattern) => pattern switch
    {
        "" => null,
        FilesystemConfig.DefaultMountPointsExclude => DefaultMountPoints(),
        FilesystemConfig.DefaultFsTypesExclude => DefaultFsTypes(),
        DiskstatsConfig.DefaultDeviceExclude => DefaultDisks(),
        NetstatConfig.DefaultFields => DefaultNetstat(),
        DefaultUnitsWhole => DefaultUnits(),
        VmstatConfig.DefaultFields => DefaultVmstat(),
        _ => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant),
    };

    [GeneratedRegex(FilesystemConfig.DefaultMountPointsExclude)]
    private static partial Regex DefaultMountPoints();

    [GeneratedRegex(FilesystemConfig.DefaultFsTypesExclude)]
    private static partial Regex DefaultFsTypes();

    [GeneratedRegex(DiskstatsConfig.DefaultDeviceExclude)]
    private static partial Regex DefaultDisks();

    [GeneratedRegex(NetstatConfig.DefaultFields)]
    private static partial Regex DefaultNetstat();

    [GeneratedRegex(DefaultUnitsWhole)]
    private static partial Regex DefaultUnits();

    [GeneratedRegex(VmstatConfig.DefaultFields)]
    private static partial Regex DefaultVmstat();
}
