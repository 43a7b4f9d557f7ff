namespace MetricsAgent.Config;

/// <summary>What the loader has to be told, because this project knows no collector; what is null is not checked.</summary>
/// <param name="Node">Node collectors that <c>disable</c> may name.</param>
/// <param name="Postgres">PostgreSQL queries that <c>disable</c> may name.</param>
/// <param name="PostgresLabels">Labels that some PostgreSQL family has itself.</param>
/// <param name="ProbeLabels">Labels that some probe family has itself.</param>
/// <param name="DsnError">What is wrong with a DSN, without repeating any of it, or null.</param>
/// <param name="PgBouncerLabels">Labels that some PgBouncer family has itself.</param>
/// <param name="Families">Families that a collector declares, and which.</param>
/// <param name="PostgresOptIn">PostgreSQL queries that <c>enable</c> may name.</param>
/// <param name="NodeOptIn">Node collectors that <c>enable</c> may name.</param>
/// <param name="IsFolder">Whether a path is a folder that can be looked into.</param>
public sealed record Surroundings(
    IReadOnlyList<string>? Node = null,
    IReadOnlyList<string>? Postgres = null,
    IReadOnlyList<string>? PostgresLabels = null,
    IReadOnlyList<string>? ProbeLabels = null,
    Func<string, string?>? DsnError = null,
    IReadOnlyList<string>? PgBouncerLabels = null,
    IReadOnlyDictionary<string, string>? Families = null,
    IReadOnlyList<string>? PostgresOptIn = null,
    IReadOnlyList<string>? NodeOptIn = null,
    Func<string, bool>? IsFolder = null);
