using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>The family of one name in a kernel file, opened when a poll first meets it; none where the configuration does not ask for it.</summary>
/// <param name="name">The family's whole name. A kernel's is always a metric name; what is none is left out.</param>
internal sealed class FieldFamily(FamilyPattern pattern, string name, string help, bool isWanted = true)
{
    readonly bool isWanted = isWanted && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
    Family? family;

    internal void Add(Samples samples, double value)
    {
        if (isWanted)
            samples.Add(family ??= samples.Open(pattern.Kind, name, help), value);
    }
}
