using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>What an integration was told last of a group.</summary>
/// <param name="Integration">Key of the <see cref="Integration"/>.</param>
/// <param name="Firing">Alerts that it takes for firing; none ends the matter.</param>
/// <param name="At">When that became due.</param>
public sealed record Told(string Integration, string GroupKey, IReadOnlyList<Labels> Firing, DateTimeOffset At);
