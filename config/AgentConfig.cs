using System.Text.Json.Serialization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

// Configuration is immutable by convention: the loader fills it once, nobody writes it afterwards. The setters are
// public because the source-generated serializer would replace the defaults of init-only properties with zeroes.
// Records are those that are copied with a change; the others are classes, because nobody compares or prints them and what records have
// for it stays in the native program's memory for ever.

/// <summary>The whole configuration file, <c>agent.yaml</c>. <c>new AgentConfig()</c> is what runs with no file.</summary>
public sealed class AgentConfig
{
    public WebConfig Web { get; set; } = new();
    public LogConfig Log { get; set; } = new();
    public CollectorsConfig Collectors { get; set; } = new();
    public RulesConfig Rules { get; set; } = new();
    public AlertingConfig Alerting { get; set; } = new();
}

/// <summary>The HTTP listener.</summary>
public sealed class WebConfig
{
    /// <summary><c>host:port</c>; the host is an IP address, <c>localhost</c>, or <c>*</c> or empty for every address.</summary>
    public string Listen { get; set; } = "127.0.0.1:9464";
}

/// <summary>The log on standard error.</summary>
public sealed class LogConfig
{
    public LogSeverity Level { get; set; } = LogSeverity.Info;
    public LogFormat Format { get; set; } = LogFormat.Text;
}

/// <summary>Least severe line that is written.</summary>
[JsonConverter(typeof(LowerCase<LogSeverity>))]
public enum LogSeverity { Debug, Info, Warn, Error }

/// <summary>One line of text, or one JSON object a line.</summary>
[JsonConverter(typeof(LowerCase<LogFormat>))]
public enum LogFormat { Text, Json }

/// <summary>What is collected. A section that is left out has its defaults.</summary>
public sealed class CollectorsConfig
{
    public NodeConfig Node { get; set; } = new();
    public ContainerConfig Container { get; set; } = new();
    public ProcessConfig Process { get; set; } = new();
    public PostgresConfig Postgres { get; set; } = new();

    // The naming policy would make two words of it.
    [JsonPropertyName("pgbouncer")]
    public PgBouncerConfig PgBouncer { get; set; } = new();

    public ProbeConfig Probe { get; set; } = new();
    public ScrapeConfig Scrape { get; set; } = new();
    public SelfConfig Self { get; set; } = new();
}
