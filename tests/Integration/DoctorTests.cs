using System.Globalization;
using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>metrics-agent doctor</c> on real servers: what it finds, and that its SQL mends it.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class DoctorTests(int major)
{
    [Test]
    public async Task A_plain_role_is_told_what_to_grant_and_granting_it_helps()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE \"pl\"\"ain\" LOGIN");
        var plain = await ExamineAsync(server, "pl\"ain");
        Assert.That(plain.ExitCode, Is.EqualTo(1));
        Assert.That(plain["role"].State, Is.EqualTo("problem"));
        Assert.That(plain["connection limit"].State, Is.EqualTo("hint"));
        Assert.That(plain["pg_stat_statements"].State, Is.EqualTo("ok"));

        await server.ExecuteAsync(plain["role"].Fix + plain["connection limit"].Fix);
        if (major >= 16)
            await server.ExecuteAsync("GRANT pg_use_reserved_connections TO \"pl\"\"ain\"");
        var granted = await ExamineAsync(server, "pl\"ain");
        Assert.That(granted.ExitCode, Is.Zero, granted.Text);
        Assert.That((granted["role"].State, granted["connection limit"].State), Is.EqualTo(("ok", "ok")));
        Assert.That(granted["pg_stat_statements.max"].What, Does.Match(@"^\d+ of 5000 entries in use"));
    }

    [Test]
    public async Task Sequences_that_the_role_may_not_see_have_their_grants_for_each_database()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE \"wa tcher\" LOGIN IN ROLE pg_monitor; CREATE ROLE \"Owner\" LOGIN");
        Assert.That((await ExamineAsync(server, "wa tcher"))["sequences"].State, Is.EqualTo("ok"));

        await server.ExecuteAsync("CREATE DATABASE shop OWNER \"Owner\"");
        const string Table = "SET ROLE \"Owner\"; CREATE TABLE \"My shop\".orders{0} (id serial, \"group\" int generated always as identity)";
        await server.ExecuteAsync("SET ROLE \"Owner\"; CREATE SCHEMA \"My shop\"; CREATE SCHEMA other; CREATE SEQUENCE other.numbers AS int", "shop");
        await server.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, Table, 1), "shop");
        var found = (await ExamineAsync(server, "wa tcher"))["sequences"];
        Assert.That(found, Is.EqualTo((
            "problem", "wa tcher may not see the values of 3 sequences in database shop",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA \"My shop\", other TO \"wa tcher\"; ALTER DEFAULT PRIVILEGES FOR ROLE \"Owner\" IN SCHEMA \"My shop\", other GRANT SELECT ON SEQUENCES TO \"wa tcher\"; -- in database shop")));

        await server.ExecuteAsync(found.Fix, "shop");
        await server.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, Table, 2), "shop");
        Assert.That((await ExamineAsync(server, "wa tcher"))["sequences"].State, Is.EqualTo("ok"), "those that came later included");
    }

    [Test]
    public async Task A_superuser_is_told_to_use_another_role()
    {
        await using var server = await PostgresServer.StartAsync(major);
        var super = await ExamineAsync(server, PostgresServer.Superuser);
        Assert.That(super.ExitCode, Is.EqualTo(1));
        Assert.That(super["role"].Fix, Does.Contain("packaging/sql/role.sql"));
    }

    [Test]
    public async Task An_extension_that_is_not_loaded_not_installed_or_outdated_is_said_so()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Statements = false });
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
        var without = await ExamineAsync(server, "watcher");
        Assert.That(without.ExitCode, Is.EqualTo(1));
        Assert.That(without["shared_preload_libraries"].Fix, Is.EqualTo("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'; -- and restart"));
        Assert.That(without["pg_stat_statements"].Fix, Does.StartWith("CREATE EXTENSION pg_stat_statements;"));

        await server.ExecuteAsync("CREATE SCHEMA \"st\"\"ats\"; CREATE EXTENSION pg_stat_statements SCHEMA \"st\"\"ats\" VERSION '1.7'");
        var outdated = await ExamineAsync(server, "watcher");
        Assert.That(outdated["pg_stat_statements"].Fix, Does.StartWith("ALTER EXTENSION pg_stat_statements UPDATE;"));

        await server.ExecuteAsync(outdated["pg_stat_statements"].Fix);
        Assert.That((await ExamineAsync(server, "watcher"))["pg_stat_statements"].What, Does.Contain("in schema st\"ats of database postgres"));
    }

    [Test]
    public async Task Settings_that_are_off_are_found_and_their_sql_turns_them_on()
    {
        var off = new Dictionary<string, string> { ["track_io_timing"] = "off", ["pg_stat_statements.max"] = "100" };
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Settings = off });
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher; ALTER ROLE watcher SET track_activities = off");
        await server.ExecuteAsync("ALTER SYSTEM SET track_counts = off");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        var found = await ExamineAsync(server, "watcher");
        Assert.That(found["track_counts"].State, Is.EqualTo("problem"));
        Assert.That(found["track_io_timing"].State, Is.EqualTo("hint"));
        Assert.That(found["pg_stat_statements.max"].What, Does.Contain("of 100 entries"));

        foreach (var sql in found["track_counts"].Fix.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            await server.ExecuteAsync(sql);
        Assert.That((await ExamineAsync(server, "watcher"))["track_counts"].State, Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_server_that_is_not_there_is_an_error_with_its_reason()
    {
        var nobody = await DoctorResult.OfAsync($"postgresql://watcher:s3cret@127.0.0.1:{FreePort.Next()}/postgres");
        Assert.That(nobody.ExitCode, Is.EqualTo(1));
        Assert.That(nobody["connection"].State, Is.EqualTo("error"));
        Assert.That(nobody.Text, Does.Not.Contain("s3cret"));
    }

    [Test]
    public async Task Without_a_target_there_is_nothing_to_examine()
    {
        var none = await AgentProcess.RunAsync("doctor");
        Assert.That((none.ExitCode, none.Output), Is.EqualTo((2, "")));
        Assert.That(none.Error, Does.Contain("no PostgreSQL is configured"));
    }

    static Task<DoctorResult> ExamineAsync(PostgresServer server, string user) => DoctorResult.OfAsync(server.Dsn(Uri.EscapeDataString(user)));
}

/// <summary>One run of <c>metrics-agent doctor --output json</c>.</summary>
internal sealed record DoctorResult(int ExitCode, string Text)
{
    internal (string State, string What, string Fix) this[string check] => JsonDocument.Parse(Text).RootElement.GetProperty("targets")[0].GetProperty("findings")
        .EnumerateArray().Where(finding => finding.GetProperty("check").GetString() == check)
        .Select(finding => (finding.GetProperty("state").GetString()!, finding.GetProperty("what").GetString()!, finding.GetProperty("fix").GetString()!))
        .Single();

    internal static async Task<DoctorResult> OfAsync(string dsn, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var run = await AgentProcess.RunAsync(["doctor", "--output", "json"], new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>()) { ["DATABASE_URL"] = dsn });
        return new(run.ExitCode, run.Output);
    }
}
