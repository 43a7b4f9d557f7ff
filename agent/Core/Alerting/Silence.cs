using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>From when to when alerts with such labels are not told of.</summary>
/// <param name="Id">Of 36 characters, or <c>file-N</c> for one of the configuration.</param>
public sealed record Silence(
    string Id, IReadOnlyList<LabelMatcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset UpdatedAt, string CreatedBy, string Comment)
{
    public SilenceState StateAt(DateTimeOffset now) => now >= EndsAt ? SilenceState.Expired : now < StartsAt ? SilenceState.Pending : SilenceState.Active;

    public bool Mutes(Labels labels, DateTimeOffset now) => StateAt(now) == SilenceState.Active && LabelMatcher.All(Matchers, labels);

    /// <summary>Whether the same alerts are meant.</summary>
    public bool HasMatchersOf(Silence other) =>
        Matchers.Select(matcher => $"{matcher}").Order(StringComparer.Ordinal).SequenceEqual(other.Matchers.Select(matcher => $"{matcher}").Order(StringComparer.Ordinal));
}

public enum SilenceState { Pending, Active, Expired }
