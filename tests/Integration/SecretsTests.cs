using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>However a password is given, and whatever goes wrong with it, nothing that the program writes contains it.</summary>
public sealed class SecretsTests
{
    const string Secret = "s3cret";

    static readonly string[][] Commands =
    [
        ["doctor"], ["doctor", "--output", "json"], ["check", "postgres"], ["check", "postgres", "--output", "json"], ["metrics", "postgres"], ["config", "show"],
        ["config", "validate"],
    ];

    [Test]
    public async Task No_command_shows_the_password_of_a_refused_login()
    {
        await using var server = await PostgresServer.StartAsync(PostgresServer.Majors[0], new PostgresOptions { Authentication = "scram-sha-256" });
        using var home = new TemporaryDirectory("home");
        File.SetUnixFileMode(home.Write(".pgpass", $"*:*:*:*:{Secret}\n"), UnixFileMode.UserRead);
        home.Write(".pg_service.conf", $"[shop]\nhost=127.0.0.1\nport={server.Port}\nuser=postgres\npassword={Secret}\n");
        await Check(("DATABASE_URL", $"postgresql://postgres:{Secret}@127.0.0.1:{server.Port}/postgres"));
        await Check(("DATABASE_URL", $"host=127.0.0.1 port={server.Port} user=postgres password={Secret}"));
        await Check(("DATABASE_URL", $"host=127.0.0.1 port={server.Port} user=postgres"));
        await Check(("DATABASE_URL", "service=shop"));
        await Check(("PGHOST", "127.0.0.1"), ("PGPORT", $"{server.Port}"), ("PGUSER", "postgres"), ("PGPASSWORD", Secret));

        Task Check(params (string Name, string Value)[] variables) => CheckAll(variables.Append(("HOME", home.Path)), "28P01");
    }

    [Test]
    public async Task No_command_shows_what_a_malformed_dsn_has_in_it()
    {
        await Check($"postgresql://postgres:{Secret}@127.0.0.1:port/postgres");
        await Check($"postgresql://postgres:{Secret}/x@127.0.0.1/postgres");
        await Check($"postgresql://postgres:{Secret}%zz@127.0.0.1/postgres");
        await Check($"host=127.0.0.1;password={Secret}");
        await Check($"host=127.0.0.1 password='{Secret}");
        await Check($"sslpassword={Secret} sslmode={Secret}");

        static Task Check(string dsn) => CheckAll([("DATABASE_URL", dsn)], "the DSN: ");
    }

    static async Task CheckAll(IEnumerable<(string Name, string Value)> variables, string reason)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);
        foreach (var command in Commands)
        {
            var run = await AgentProcess.RunAsync(command, environment);
            Assert.That(run.Output + run.Error, Does.Not.Contain(Secret), string.Join(' ', command));
            if (command[0] is "doctor" or "metrics")
                Assert.That(run.Output + run.Error, Does.Contain(reason), string.Join(' ', command));
        }
    }
}
