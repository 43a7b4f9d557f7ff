using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>Something that must not be forgotten.</summary>
public abstract record Fact;

/// <summary>An alert began or ended.</summary>
public sealed record AlertFact(Alert Alert) : Fact;

/// <summary>An integration takes something else for firing from now on, as soon as it has the notification: one fact, so that neither is kept without the other.</summary>
public sealed record ToldFact(Told Told, Notification? Notification) : Fact;

/// <summary>A notification has not been delivered yet.</summary>
public sealed record PendingFact(Notification Notification) : Fact;

/// <summary>A notification was delivered or given up.</summary>
/// <param name="Id">Of the notification.</param>
public sealed record DoneFact(string Id) : Fact;

/// <summary>An alert began to wait, or waits no longer.</summary>
/// <param name="Since">Null for no longer.</param>
public sealed record WaitFact(Labels Labels, DateTimeOffset? Since) : Fact;

/// <summary>The rules were evaluated: what waits had been waiting until then.</summary>
public sealed record SeenFact(DateTimeOffset At) : Fact;

/// <summary>A silence was added, changed or ended.</summary>
public sealed record SilenceFact(Silence Silence) : Fact;
