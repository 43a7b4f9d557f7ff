using System.CommandLine;
using MetricsAgent.Alerting;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Config;
using MetricsAgent.Rules;

namespace MetricsAgent.Commands;

/// <summary>Where a command's configuration comes from, and what is said when it is wrong.</summary>
static class ConfigSource
{
    internal const string SystemFile = "/etc/metrics-agent/agent.yaml";
    const string Variable = "METRICS_AGENT_CONFIG";

    /// <param name="shortName">Null where it would mean something else.</param>
    internal static Option<string?> Option(string? shortName = "-c") => new("--config", shortName is null ? [] : [shortName])
    {
        Description = $"Configuration file. Default: ${Variable}, else {SystemFile} where it exists, else the built-in defaults.",
        HelpName = "FILE",
    };

    /// <summary>The configuration, or null after its errors have been printed, all of them.</summary>
    internal static AgentConfig? Load(string? path) => Load(path, out _).Config;

    /// <summary>Prints every error and warning.</summary>
    /// <param name="file">The file that was read; null where the defaults were taken.</param>
    /// <param name="looksAtFiles">At those as well that are only needed when the agent runs.</param>
    internal static ConfigResult Load(string? path, out string? file, bool looksAtFiles = false)
    {
        var around = looksAtFiles ? Around with { TlsFiles = SettingsFiles.OfTls, SecretFile = SettingsFiles.OfSecret } : Around;
        var result = Read(path, out file, around);
        foreach (var line in result.Errors.Concat(result.Warnings))
            Console.Error.WriteLine(line);
        return result;
    }

    /// <summary>A configuration that stands in no file.</summary>
    /// <param name="name">Its name in the errors.</param>
    internal static ConfigResult Parse(string name, string text) => ConfigLoader.Load(name, text, Environment.GetEnvironmentVariable, Around);

    /// <summary>What a command without <c>--config</c> would get; null where that is wrong.</summary>
    internal static AgentConfig? Quietly() => Read(null, out _, Around).Config;

    static ConfigResult Read(string? path, out string? file, Surroundings around)
    {
        file = path ?? Environment.GetEnvironmentVariable(Variable) ?? (MayExist(SystemFile) ? SystemFile : null);
        if (file is "")
            return new(null, [new ConfigError("--config", 0, 0, "needs the name of a file")]);
        return file is null
            ? ConfigLoader.Load("defaults", "", Environment.GetEnvironmentVariable, around)
            : ConfigLoader.LoadFile(file, Environment.GetEnvironmentVariable, around);
    }

    /// <summary>A file that may not be looked for counts as there: to run on the defaults instead would surprise.</summary>
    static bool MayExist(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    static Surroundings Around => new()
    {
        Node = Names("node"),
        Container = Names("container"),
        Postgres = Names("postgres"),
        ContainerLabels = Catalogue.Labels("container"),
        PostgresLabels = Catalogue.Labels("postgres"),
        PgBouncerLabels = Catalogue.Labels("pgbouncer"),
        ProbeLabels = Catalogue.Labels("probe"),
        Families = Catalogue.Owners(),
        DsnError = dsn => PostgresDsn.Error(dsn, Environment.GetEnvironmentVariable),
        EnvironmentError = () => PostgresDsn.EnvironmentError(Environment.GetEnvironmentVariable),
        DsnDatabase = PostgresDsn.Database,
        MatcherError = text => MatcherText.TryParse(text, out _, out var problem) ? null : problem,
        MessageError = MessageTemplate.Error,
        Now = TimeProvider.System.GetUtcNow,
        ShippedRules = () => ShippedRules.Load().Rules.Select(rule => rule.Config.Name.Text),
        HasQuic = () => System.Net.Quic.QuicConnection.IsSupported,
        IsFolder = Directory.Exists,
    };

    static CollectorNames Names(string domain)
    {
        return new(Names(_ => true), Names(entry => entry.IsOptIn));

        string[] Names(Func<CollectorEntry, bool> which) =>
            [.. from entry in Catalogue.All where entry.Domain == domain && which(entry) select entry.Name[(domain.Length + 1)..]];
    }
}
