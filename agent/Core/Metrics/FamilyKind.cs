namespace MetricsAgent.Metrics;

/// <summary>What a family's numbers mean; decides its <c>TYPE</c> line.</summary>
public enum FamilyKind
{
    /// <summary>Only goes up, or restarts from zero.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Cumulative counts below fixed bounds, with their sum and count.</summary>
    Histogram,

    /// <summary>Quantiles that the other side computed, with their sum and count.</summary>
    Summary,

    /// <summary>The constant 1 with facts in its labels; the name ends in <c>_info</c>.</summary>
    Info,

    /// <summary>0 or 1 for each of a thing's states, which is in the label of the family's name; of OpenMetrics.</summary>
    StateSet,

    /// <summary>A histogram of what there is now, whose counts also go down; of OpenMetrics.</summary>
    GaugeHistogram,

    /// <summary>As the kernel or the other side gave it, of no declared kind.</summary>
    Untyped,
}
