using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Settings of a real server, which are read again when it has loaded its configuration.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresSettingsTests(int major)
{
    [Test]
    public async Task A_setting_that_is_changed_is_new_in_the_next_poll()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server);
        var before = await polls.PollAsync();
        Assert.That((before["pg_settings_work_mem_bytes"], before["pg_settings_vacuum_cost_page_dirty"]), Is.EqualTo((4096.0 * 1024, 20.0)));

        await server.ExecuteAsync("ALTER SYSTEM SET work_mem = '8MB'");
        await server.ExecuteAsync("ALTER SYSTEM SET vacuum_cost_page_dirty = 30");
        Assert.That((await polls.PollAsync())["pg_settings_work_mem_bytes"], Is.EqualTo(4096.0 * 1024), "not in force yet");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        var after = await polls.PollUntilAsync(poll => poll["pg_settings_work_mem_bytes"] == 8192.0 * 1024);
        Assert.That((after["pg_settings_vacuum_cost_page_dirty"], after.Duplicates), Is.EqualTo((30.0, 0)));
    }

    [Test]
    public async Task What_only_the_agents_session_or_role_has_set_is_absent()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN IN ROLE pg_monitor; ALTER ROLE watcher SET work_mem = '1MB'");
        await using var polls = new PostgresPolls(server, "watcher");

        var poll = await polls.PollAsync();
        foreach (var family in (string[])["pg_settings_work_mem_bytes", "pg_settings_statement_timeout_seconds", "pg_settings_jit", "pg_settings_transaction_read_only"])
            Assert.That(poll.Has(family), Is.False, family);
        Assert.That((poll["pg_settings_max_connections"], poll["pg_settings_pg_stat_statements_max"]), Is.EqualTo((100.0, 5000.0)));
    }

    [Test]
    public async Task A_poll_that_reads_less_than_everything_says_so()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE stranger LOGIN");
        await using var all = new PostgresPolls(server);
        await using var some = new PostgresPolls(server, "stranger");

        Assert.That((await all.PollAsync())["pg_exporter_last_scrape_error"], Is.Zero);
        Assert.That((await some.PollAsync())["pg_exporter_last_scrape_error"], Is.EqualTo(1));
        await server.StopAsync();
        var down = await all.PollUntilAsync(poll => poll.Up == 0);
        Assert.That(down["pg_exporter_last_scrape_error"], Is.EqualTo(1));
    }
}
