using System.Diagnostics.CodeAnalysis;
using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>A series is found by its labels, which it has itself.</summary>
sealed class SeriesIdentity : IEqualityComparer<HistorySeries>, IAlternateEqualityComparer<Labels, HistorySeries>
{
    internal static SeriesIdentity Instance { get; } = new();

    public bool Equals(HistorySeries? x, HistorySeries? y) => Equals(x?.Labels, y?.Labels);

    public int GetHashCode([DisallowNull] HistorySeries obj) => obj.Labels.GetHashCode();

    public bool Equals(Labels alternate, HistorySeries other) => alternate.Equals(other.Labels);

    public int GetHashCode(Labels alternate) => alternate.GetHashCode();

    public HistorySeries Create(Labels alternate) => throw new NotSupportedException("A series has a window, too.");
}
