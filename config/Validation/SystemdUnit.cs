using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Names of the systemd units that have a cgroup, systemd.unit(5): those of other kinds hold no process.</summary>
internal static class SystemdUnit
{
    const string Default = ".service";

    static readonly string[] Suffixes = [Default, ".scope", ".slice", ".socket", ".mount", ".swap"];

    /// <summary>What is wrong with a name, after its path in a message, or null.</summary>
    /// <param name="mayBePattern">* and ? may stand for parts of the name.</param>
    public static string? Problem(string unit, bool mayBePattern)
    {
        var isPattern = unit.AsSpan().ContainsAny('*', '?');
        if (isPattern && !mayBePattern)
            return $"must be the name of one unit, and no pattern, not {Quote.Text(unit)}";
        if (!unit.Contains('/', StringComparison.Ordinal) && (Suffixes.Any(suffix => unit.EndsWith(suffix, StringComparison.Ordinal) && unit.Length > suffix.Length) || (isPattern && HasPatternSuffix(unit))))
            return null;
        var name = unit[(unit.LastIndexOf('/') + 1)..];
        var hint = name.Length == 0 || isPattern ? "" : $" (did you mean {Quote.Text(Suffixes.Any(name.EndsWith) ? name : name + Default)}?)";
        return $"must be the name of a unit with its suffix, such as postgresql.service, not {Quote.Text(unit)}{hint}";
    }

    static bool HasPatternSuffix(string unit) => unit.LastIndexOf('.') is >= 0 and var dot && unit.AsSpan(dot).ContainsAny('*', '?');
}
