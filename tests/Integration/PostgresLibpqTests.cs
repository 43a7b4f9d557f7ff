using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>libpq's files and lists of hosts, through the program.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresLibpqTests(int major)
{
    const string Secret = "s3:cret";

    [Test]
    public async Task A_service_and_a_password_file_are_enough_to_connect()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Authentication = "scram-sha-256" });
        await server.ExecuteAsync($"CREATE ROLE watcher LOGIN PASSWORD '{Secret}'; GRANT pg_monitor TO watcher");
        using var home = new TemporaryDirectory("home");
        home.Write(".pg_service.conf", $"[shop]\nhost=127.0.0.1\nport={server.Port}\nuser=watcher\ndbname=postgres\n");
        var pass = home.Write(".pgpass", $"127.0.0.1:{server.Port}:*:watcher:{Secret}\n");
        var environment = new Dictionary<string, string?> { ["HOME"] = home.Path };

        File.SetUnixFileMode(pass, UnixFileMode.UserRead);
        var found = await DoctorResult.OfAsync("service=shop", environment);
        Assert.That(found["connection"].State, Is.EqualTo("ok"), found.Text);

        File.SetUnixFileMode(pass, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var refused = await DoctorResult.OfAsync("service=shop", environment);
        Assert.That(refused["connection"].State, Is.EqualTo("error"));
        Assert.That(refused["connection"].Fix, Does.Contain($"chmod 600 {pass}"));
        Assert.That(refused.Text, Does.Not.Contain(Secret));
    }

    [Test]
    public async Task The_next_host_is_tried_when_one_does_not_answer_or_is_of_the_wrong_kind()
    {
        await using var server = await PostgresServer.StartAsync(major);
        var dead = FreePort.Next();
        await Check("", "ok");
        await Check("&target_session_attrs=read-write", "ok");
        await Check("&target_session_attrs=prefer-standby", "ok");
        await Check("&target_session_attrs=standby", "error");

        async Task Check(string parameter, string state)
        {
            var found = await DoctorResult.OfAsync($"postgresql://postgres@127.0.0.1:{dead},127.0.0.1:{server.Port}/postgres?sslmode=disable{parameter}");
            Assert.That(found["connection"].State, Is.EqualTo(state), found.Text);
        }
    }
}
