using System.Collections.Concurrent;

namespace MetricsAgent.Tests.Servers;

/// <summary>Data directories: initdb runs once per major version and test run, servers start on copies.</summary>
internal static class PostgresTemplate
{
    static readonly ConcurrentDictionary<int, Lazy<Task<string>>> Templates = new();
    static readonly ConcurrentBag<TemporaryDirectory> Directories = [];

    static PostgresTemplate() => AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();

    public static async Task CopyToAsync(int major, string data)
    {
        var template = await Templates.GetOrAdd(major, _ => new(() => InitialiseAsync(major))).Value;
        await Command.DemandAsync("cp", ["-a", template, data]);
    }

    static async Task<string> InitialiseAsync(int major)
    {
        var initdb = Path.Combine(PostgresBinaries.Folder(major), "initdb");
        var directory = new TemporaryDirectory($"initdb-{major}", unprivileged: true);
        Directories.Add(directory);
        var data = directory.File("data");
        var password = directory.Write("password", PostgresServer.Superuser);
        await Command.DemandAsync(
            initdb,
            // Password hashes that scram-sha-256 can use; 13 would write md5 otherwise. The file of the authentication is written anew by each server.
            ["-D", data, "-U", PostgresServer.Superuser, $"--pwfile={password}", "--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync"],
            unprivileged: true);
        return data;
    }

    static void RemoveAll()
    {
        foreach (var directory in Directories)
            directory.Dispose();
    }
}
