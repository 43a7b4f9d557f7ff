using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>The words of <c>TYPE</c> lines; null for what is none.</summary>
static class FamilyKindWord
{
    /// <summary>Of the text format, in any case.</summary>
    internal static FamilyKind? Text(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "untyped"u8) ? FamilyKind.Untyped : Both(word);

    /// <summary>Of OpenMetrics.</summary>
    internal static FamilyKind? OpenMetrics(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("unknown"u8) ? FamilyKind.Untyped
        : word.SequenceEqual("info"u8) ? FamilyKind.Info
        : word.SequenceEqual("stateset"u8) ? FamilyKind.StateSet
        : word.SequenceEqual("gaugehistogram"u8) ? FamilyKind.GaugeHistogram
        : Both(word);

    static FamilyKind? Both(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "counter"u8) ? FamilyKind.Counter
        : Ascii.EqualsIgnoreCase(word, "gauge"u8) ? FamilyKind.Gauge
        : Ascii.EqualsIgnoreCase(word, "histogram"u8) ? FamilyKind.Histogram
        : Ascii.EqualsIgnoreCase(word, "summary"u8) ? FamilyKind.Summary
        : null;
}
