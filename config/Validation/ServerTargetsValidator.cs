using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>One source for each secret, and series of two servers that can be told apart.</summary>
internal sealed class ServerTargetsValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        Check(problems, PollSections.Postgres, config.Collectors.Postgres.Targets);
        if (config.Collectors.Postgres is { Enabled: true, Targets.Count: 0 } && around.EnvironmentError?.Invoke() is { } error)
            problems.Report(PollSections.Postgres, $"has no targets and cannot take {error}; accepted are postgresql://user@host:5432/database and host=… dbname=… user=…, and 'enabled: false' turns it off");
        Check(problems, PollSections.PgBouncer, config.Collectors.PgBouncer.Targets);
        foreach (var (path, target) in PollSections.Targets(PollSections.PgBouncer, config.Collectors.PgBouncer.Targets))
            CheckConsole(problems, $"{path}.dsn", target.Dsn);
    }

    void Check(Problems problems, string section, IReadOnlyList<ServerTarget> targets)
    {
        var first = new Dictionary<string, string>();
        foreach (var (path, target) in PollSections.Targets(section, targets))
        {
            CheckOne(problems, path, "dsn", target.Dsn, target.DsnFile);
            CheckOne(problems, path, "password", target.Password, target.PasswordFile);
            if (target.Dsn.Length > 0 && around.DsnError?.Invoke(target.Dsn) is { } error)
                problems.Report($"{path}.dsn", $"is no DSN: {error}");

            var labels = string.Join('\n', target.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
            if (!first.TryAdd(labels, path))
                problems.Report($"{path}.labels", $"must differ from those of {first[labels]}, or their series are the same", $"{first[labels]}.labels");
        }
    }

    void CheckConsole(Problems problems, string path, string dsn)
    {
        if (dsn.Length > 0 && around.DsnError?.Invoke(dsn) is null && around.DsnDatabase?.Invoke(dsn) is { } database && database != PgBouncerTarget.Console)
            problems.Report(path, $"must name the database {PgBouncerTarget.Console}, or none: it is where the admin console is, and there is no other");
    }

    static void CheckOne(Problems problems, string path, string key, string value, string file)
    {
        if (value.Length > 0 && file.Length > 0)
            problems.Report($"{path}.{key}_file", $"cannot be given together with {key}");
    }
}
