using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>Which of a metric's numbers a sample is.</summary>
enum SampleRole
{
    Value,
    Bucket,
    Quantile,
    Sum,
    Count,

    /// <summary>Since when it counts; of OpenMetrics, as the sums of what there is now.</summary>
    Created,
    GaugeSum,
    GaugeCount,
}

static class SampleRoles
{
    /// <summary>What a sample is by the end of its name, if it is a part of something.</summary>
    /// <param name="isOpen">OpenMetrics has more parts.</param>
    internal static SampleRole Of(ReadOnlySpan<byte> name, bool isOpen) =>
        name.EndsWith("_bucket"u8) ? SampleRole.Bucket
        : name.EndsWith("_sum"u8) ? SampleRole.Sum
        : name.EndsWith("_count"u8) ? SampleRole.Count
        : isOpen && name.EndsWith("_created"u8) ? SampleRole.Created
        : isOpen && name.EndsWith("_gsum"u8) ? SampleRole.GaugeSum
        : isOpen && name.EndsWith("_gcount"u8) ? SampleRole.GaugeCount
        : SampleRole.Value;

    internal static bool HasPart(this FamilyKind kind, SampleRole role) => kind switch
    {
        FamilyKind.Histogram => role is SampleRole.Bucket or SampleRole.Sum or SampleRole.Count or SampleRole.Created,
        FamilyKind.Summary => role is SampleRole.Sum or SampleRole.Count or SampleRole.Created,
        FamilyKind.GaugeHistogram => role is SampleRole.Bucket or SampleRole.GaugeSum or SampleRole.GaugeCount,
        FamilyKind.Counter => role == SampleRole.Created,
        _ => false,
    };

    /// <summary>Of a family's sample that has the family's own name. A histogram's is none: as a bucket without its label it is refused.</summary>
    internal static SampleRole OwnRole(this FamilyKind kind) => kind switch
    {
        FamilyKind.Histogram or FamilyKind.GaugeHistogram => SampleRole.Bucket,
        FamilyKind.Summary => SampleRole.Quantile,
        _ => SampleRole.Value,
    };
}
