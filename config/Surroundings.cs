namespace MetricsAgent.Config;

/// <summary>What the loader has to be told, because this project knows no collector; what is null is not checked.</summary>
public sealed record Surroundings
{
    public CollectorNames? Node { get; init; }

    public CollectorNames? Container { get; init; }

    public CollectorNames? Postgres { get; init; }

    /// <summary>Labels that some family of the section has itself.</summary>
    public IReadOnlyList<string>? ContainerLabels { get; init; }

    /// <inheritdoc cref="ContainerLabels"/>
    public IReadOnlyList<string>? PostgresLabels { get; init; }

    /// <inheritdoc cref="ContainerLabels"/>
    public IReadOnlyList<string>? PgBouncerLabels { get; init; }

    /// <inheritdoc cref="ContainerLabels"/>
    public IReadOnlyList<string>? ProbeLabels { get; init; }

    /// <summary>Families that a collector declares, and which.</summary>
    public IReadOnlyDictionary<string, string>? Families { get; init; }

    /// <summary>What is wrong with a DSN, without repeating any of it, or null.</summary>
    public Func<string, string?>? DsnError { get; init; }

    /// <summary>What is wrong with the PostgreSQL that the environment names, which is the target where the configuration has none; or null.</summary>
    public Func<string?>? EnvironmentError { get; init; }

    /// <summary>The database that a DSN without an error names, or null.</summary>
    public Func<string, string?>? DsnDatabase { get; init; }

    /// <summary>What is wrong with a matcher of alerts, after "must be a matcher", or null.</summary>
    public Func<string, string?>? MatcherError { get; init; }

    /// <summary>What is wrong with the template of a message, or null.</summary>
    public Func<string, string?>? MessageError { get; init; }

    /// <summary>The time by which something may be over.</summary>
    public Func<DateTimeOffset>? Now { get; init; }

    /// <summary>Names of the rules that come with the agent.</summary>
    public Func<IEnumerable<string>>? ShippedRules { get; init; }

    /// <summary>Whether HTTP/3 can be spoken.</summary>
    public Func<bool>? HasQuic { get; init; }

    /// <summary>What is wrong with the files that settings of TLS name.</summary>
    public Func<TlsConfig, IEnumerable<FileProblem>>? TlsFiles { get; init; }

    /// <summary>What is wrong with the file of a secret, by its key and its path, or null.</summary>
    public Func<string, string, FileProblem?>? SecretFile { get; init; }

    /// <summary>Whether a path is a folder that can be looked into.</summary>
    public Func<string, bool>? IsFolder { get; init; }
}

/// <summary>What is wrong with a file, after the name of the key.</summary>
/// <param name="IsError">It is there and cannot be used; otherwise it may be right elsewhere, or later.</param>
public sealed record FileProblem(string Key, string Message, bool IsError);

/// <summary>Collectors of one section.</summary>
/// <param name="All">Those that <c>disable</c> may name.</param>
/// <param name="OptIn">Those of them that are off by default, which <c>enable</c> may name.</param>
public sealed record CollectorNames(IReadOnlyList<string> All, IReadOnlyList<string> OptIn);
