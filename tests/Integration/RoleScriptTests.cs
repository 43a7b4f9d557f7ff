using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>packaging/sql/role.sql</c> through Debian's psql.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class RoleScriptTests(int major)
{
    static readonly string Script = Path.Join(Contract.Source.Root, "packaging", "sql", "role.sql");

    [Test]
    public async Task The_role_is_all_that_the_agent_needs_however_often_the_script_runs()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await RunAsync(server);
        await server.ExecuteAsync("ALTER ROLE monitor CONNECTION LIMIT -1 NOLOGIN; REVOKE pg_monitor FROM monitor");
        await RunAsync(server);

        await using var polls = new PostgresPolls(server, "monitor");
        Assert.That((await polls.PollAsync()).Missing, Is.Empty);
        Assert.That((await polls.PollAsync("postgres.statements")).Missing, Is.Empty);
        Assert.That((await polls.PollAsync("postgres.active_sessions")).Missing, Is.Empty);
        var findings = await DoctorResult.OfAsync(server.Dsn("monitor"));
        Assert.That(findings.ExitCode, Is.Zero, findings.Text);
        Assert.That((findings["role"].State, findings["connection limit"].State), Is.EqualTo(("ok", "ok")));
    }

    [Test]
    public async Task It_can_do_nothing_else()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { MaxConnections = 20 });
        await server.ExecuteAsync("CREATE TABLE secrets (secret text)");
        await RunAsync(server, "-v", "role=wat\"cher");
        await using var watcher = await server.ConnectAsync("wat\"cher");
        foreach (var forbidden in (string[])["SELECT * FROM secrets", "SELECT pg_reload_conf()", "SELECT pg_read_file('pg_hba.conf')", "CREATE TABLE t ()"])
        {
            await using var command = new Npgsql.NpgsqlCommand(forbidden, watcher);
            Assert.That(async () => await command.ExecuteScalarAsync(), Throws.InstanceOf<Npgsql.PostgresException>(), forbidden);
        }

        await using var second = await server.ConnectAsync("wat\"cher");
        await using var third = await server.ConnectAsync("wat\"cher");
        Assert.That(async () => await server.ConnectAsync("wat\"cher"), Throws.InstanceOf<Npgsql.PostgresException>(), "the fourth connection");
    }

    [Test]
    public async Task An_administrator_who_is_no_superuser_can_run_it_where_few_may_connect()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE admin LOGIN CREATEROLE");
        await server.ExecuteAsync("CREATE DATABASE shop OWNER admin");
        await server.ExecuteAsync("REVOKE CONNECT ON DATABASE shop FROM public; GRANT pg_monitor TO admin WITH ADMIN OPTION");
        await RunAsync(server, "-U", "admin", "-d", "shop");
        await using var monitor = await server.ConnectAsync("monitor", "shop");
    }

    [Test]
    public async Task A_superuser_is_left_alone()
    {
        await using var server = await PostgresServer.StartAsync(major);
        var refused = await PsqlAsync(server, "-v", "role=postgres");
        Assert.That(refused.ExitCode, Is.EqualTo(3), refused.Output);
        Assert.That(refused.Error, Does.Contain("this role is a superuser"));
        Assert.That(await server.ScalarAsync<int>("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'postgres'"), Is.EqualTo(-1));
    }

    static async Task RunAsync(PostgresServer server, params string[] arguments)
    {
        var run = await PsqlAsync(server, arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }

    static Task<CommandResult> PsqlAsync(PostgresServer server, params string[] arguments) =>
        Command.RunAsync("psql", ["-X", "-q", "-h", server.SocketDirectory, "-p", $"{server.Port}", "-U", PostgresServer.Superuser, "-d", "postgres", .. arguments, "-f", Script]);
}
