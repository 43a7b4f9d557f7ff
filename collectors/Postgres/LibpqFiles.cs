namespace MetricsAgent.Collectors.Postgres;

/// <summary>The files that libpq looks into by itself, where it looks for them.</summary>
/// <param name="environment">libpq's variables, and <c>HOME</c>.</param>
internal sealed class LibpqFiles(Func<string, string?> environment)
{
    const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Where Debian's libpq has its own <c>pg_service.conf</c>.</summary>
    const string SystemFolder = "/etc/postgresql-common";

    /// <summary>Debian's; the password file calls it <c>localhost</c>.</summary>
    const string DefaultSocket = "/var/run/postgresql";

    /// <summary>The parameters of a service.</summary>
    /// <exception cref="FormatException">No file has it.</exception>
    /// <exception cref="IOException">PGSERVICEFILE cannot be read.</exception>
    internal IReadOnlyDictionary<string, string> Service(string name)
    {
        var own = environment("PGSERVICEFILE") is { Length: > 0 } file ? file : Home(".pg_service.conf");
        string?[] files = [own, Path.Join(environment("PGSYSCONFDIR") is { Length: > 0 } folder ? folder : SystemFolder, "pg_service.conf")];
        foreach (var path in files)
        {
            if ((path == environment("PGSERVICEFILE") || File.Exists(path)) && ServiceFile.Find(File.ReadLines(path!), name) is { } found)
                return found;
        }

        throw new FormatException($"no service file has the service '{name}'");
    }

    /// <summary>What the password file has for one host.</summary>
    /// <param name="passfile">The DSN's or PGPASSFILE's; empty for <c>~/.pgpass</c>.</param>
    /// <param name="refusal">Why the file was not used, or null.</param>
    /// <returns>The password, or null.</returns>
    internal string? Password(string passfile, string host, int port, string database, string user, out string? refusal)
    {
        refusal = null;
        var path = passfile.Length > 0 ? passfile : Home(".pgpass");
        if (!File.Exists(path))
            return null;
        if ((File.GetUnixFileMode(path) & Others) != 0)
        {
            refusal = $"{path} was not used, because others than its owner may read it: chmod 600 {path}";
            return null;
        }

        return PassFile.Find(File.ReadLines(path), host == DefaultSocket ? "localhost" : host, port, database, user);
    }

    string? Home(string name) => environment("HOME") is { Length: > 0 } home ? Path.Join(home, name) : null;
}
