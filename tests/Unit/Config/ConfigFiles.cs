using MetricsAgent.Alerting;
using MetricsAgent.Config;
using MetricsAgent.Tests.Contract;

namespace MetricsAgent.Tests.Unit.Config;

/// <summary>Files of the repository that hold configuration, and how the tests load them.</summary>
internal static class ConfigFiles
{
    static readonly Dictionary<string, string> Variables = new()
    {
        ["NUMBER"] = "9999",
        ["INTERVAL"] = "30s",
        ["WORD"] = "abc",
        ["EMPTY"] = "",
        ["TILDE"] = "~",
        ["DOLLARS"] = "${WORD} $$ $1",
        ["INJECTION"] = "a\nb: [c",
        ["DB_PASSWORD"] = "hunter2",
    };

    static readonly Surroundings Around = new()
    {
        Node = new(["cpu", "cpu_info", "loadavg", "filesystem", "diskstats", "processes"], ["cpu_info", "processes"]),
        Container = new(["cpu", "memory", "pressure"], []),
        Postgres = new(["activity", "bloat", "functions", "locks", "statements"], ["bloat", "functions"]),
        ContainerLabels = ["id", "name", "device"],
        PostgresLabels = ["datname", "state"],
        PgBouncerLabels = ["pool_mode"],
        ProbeLabels = ["phase", "reason"],
        Families = new Dictionary<string, string> { ["pg_up"] = "postgres.instance" },
        DsnError = dsn => dsn.Contains("bogus", StringComparison.Ordinal) ? "unknown option" : null,
        DsnDatabase = dsn => dsn.Contains("://", StringComparison.Ordinal) && !dsn.EndsWith('/') ? dsn[(dsn.LastIndexOf('/') + 1)..] : null,
        MatcherError = text => MatcherText.TryParse(text, out _, out var problem) ? null : problem,
        MessageError = MessageTemplate.Error,
        Now = () => new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
        HasQuic = () => false,
        IsFolder = path => !path.StartsWith("/no/", StringComparison.Ordinal),
    };

    public static string Reference => Path.Combine(Source.Root, "config", "agent.yaml");

    public static IEnumerable<string> Fixtures(string pattern) =>
        Directory.GetFiles(Path.Combine(Source.Root, "tests", "fixtures", "config"), pattern).Order(StringComparer.Ordinal);

    public static IEnumerable<TestCaseData> FixtureCases(string pattern) =>
        Fixtures(pattern).Select(path => new TestCaseData(path).SetArgDisplayNames(Path.GetFileNameWithoutExtension(path)));

    public static ConfigResult Load(string text, string file = "agent.yaml") => ConfigLoader.Load(file, text, Variables.GetValueOrDefault, Around);

    public static AgentConfig LoadValid(string text)
    {
        var result = Load(text);
        Assert.That(result.Errors, Is.Empty);
        return result.Config!;
    }

    public static string Errors(ConfigResult result) => string.Concat(result.Errors.Select(error => $"{error}\n"));

    /// <summary>Holds text equal to a file of the repository; <c>UPDATE_GOLDEN=1</c> writes the file instead.</summary>
    public static void CheckGolden(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual);
        Assert.That(path, Does.Exist);
        Assert.That(actual, Is.EqualTo(File.ReadAllText(path)));
    }
}
