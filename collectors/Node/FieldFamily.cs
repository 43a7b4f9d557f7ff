using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>The family of one name in a kernel file, opened when a poll first meets it.</summary>
internal sealed class FieldFamily
{
    readonly FamilyPattern pattern;
    readonly string name;
    readonly string help;
    Family? family;

    FieldFamily(FamilyPattern pattern, string name, string help) => (this.pattern, this.name, this.help) = (pattern, name, help);

    /// <summary>None for what is no metric name, which a kernel's names always are.</summary>
    /// <param name="name">The family's whole name.</param>
    internal static FieldFamily? Of(FamilyPattern pattern, string name, string help) =>
        name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? new(pattern, name, help) : null;

    internal void Add(Samples samples, double value, params ReadOnlySpan<string> labels) =>
        samples.Add(family ??= samples.Open(pattern.Kind, name, help, [.. pattern.Labels]), value, labels);
}
