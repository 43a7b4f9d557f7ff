namespace MetricsAgent.Collectors.Postgres;

/// <summary>What is said about a DSN before anybody connects with it.</summary>
public static class PostgresDsn
{
    /// <summary>What is wrong with it, without repeating any of it; null when it can be used.</summary>
    public static string? Error(string dsn, Func<string, string?> environment)
    {
        try
        {
            ConnectionString.Parse(dsn, environment);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    /// <summary>What is wrong with the target that the environment names, without repeating any of it; null when nothing is.</summary>
    public static string? EnvironmentError(Func<string, string?> environment) => ConnectionString.EnvironmentError(environment);

    /// <summary>The database that a DSN without an error names, or null.</summary>
    public static string? Database(string dsn) => ConnectionString.NamedDatabase(dsn) is { Length: > 0 } database ? database : null;
}
