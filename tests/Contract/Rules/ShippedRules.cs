using MetricsAgent.Config.RuleFiles;

namespace MetricsAgent.Tests.Contract.Rules;

/// <summary>The files of <c>config/rules</c> and of its tests.</summary>
static class ShippedRules
{
    internal static IReadOnlyList<string> Files { get; } = Find("config/rules", "*.yml");

    internal static IReadOnlyList<string> Tests { get; } = Find("config/rules/tests", "*.yml");

    internal static IEnumerable<AlertTestConfig> AlertTests => Tests.Select(RuleTestLoader.LoadFile).SelectMany(file => file.File!.Tests).SelectMany(test => test.Alerts);

    internal static IEnumerable<RuleConfig> Alerts => Rules.Where(rule => rule.IsAlert);

    internal static IEnumerable<RuleConfig> Rules => Files.Select(RuleFileLoader.LoadFile).SelectMany(file => file.File!.Groups).SelectMany(group => group.Rules);

    internal static string[] Find(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Join(Source.Root, folder), pattern).Order(StringComparer.Ordinal)];
}
