namespace MetricsAgent.Tests.Servers;

/// <summary>Programs that <c>tests/run.sh</c> fetched, found where its scripts put them.</summary>
internal static class TestCache
{
    // Root's home is closed to the user that servers drop to, so root has its cache in /var/cache.
    static readonly string Path = Environment.IsPrivilegedProcess
        ? "/var/cache/metrics-agent-tests"
        : System.IO.Path.Combine(UserCache(), "metrics-agent-tests");

    public static string Folder(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The first of these folders, or of those on PATH, that has the program.</summary>
    public static string? Find(string program, params IEnumerable<string> folders) =>
        folders
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .Select(folder => System.IO.Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    static string UserCache() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
