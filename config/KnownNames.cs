namespace MetricsAgent.Config;

/// <summary>The collectors that <c>disable</c> may name. This project does not know them, so whoever loads tells; null is not checked.</summary>
public sealed record KnownNames(IReadOnlyList<string>? Node = null, IReadOnlyList<string>? Postgres = null);
