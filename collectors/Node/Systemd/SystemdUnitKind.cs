using System.Text;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>What units with one ending have to tell.</summary>
/// <param name="suffix">Empty for those that have no kind of their own.</param>
/// <param name="typed">The interface whose property Type is the label; empty without one.</param>
internal sealed class SystemdUnitKind(string suffix, string typed, params SystemdNumber[] numbers)
{
    internal byte[] Typed { get; } = Encoding.UTF8.GetBytes(typed);

    internal SystemdNumber[] Numbers { get; } = numbers;

    internal static SystemdUnitKind Of(string name) => Array.Find(SystemdFamilies.Kinds, kind => kind.Is(name))!;

    bool Is(string name) => name.EndsWith(suffix, StringComparison.Ordinal);
}
