using System.Diagnostics;
using System.Globalization;
using MetricsAgent.Collectors;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>
/// The newest postgres_exporter with everything on and the agent beside it, as one role on one server: what both have is the same,
/// and what only the exporter has is known.
/// </summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresExporterTests(int major)
{
    const string Role = "watcher";
    const int Attempts = 5;

    [Test]
    public async Task A_primary_at_work_is_the_same_to_both()
    {
        await using var primary = await Workload.StartAsync(major);
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "replica", Workload.Slot);
        await using var work = await Workload.BeginAsync(primary);

        await CheckAsync(
            primary, isPrimary: true,
            "pg_process_idle_seconds", "pg_stat_activity_autovacuum_timestamp_seconds", "pg_stat_progress_vacuum_phase", "pg_stat_replication_pg_wal_lsn_diff",
            "pg_replication_slots_slot_confirmed_flush_lsn", "pg_stat_user_tables_n_live_tup", "pg_statio_user_indexes_idx_blks_hit_total", "pg_database_size_bytes", "pg_stat_statements_calls_total", "pg_settings_work_mem_bytes");
    }

    [Test]
    public async Task A_standby_is_the_same_to_both()
    {
        await using var primary = await Workload.StartAsync(major);
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "replica", Workload.Slot);

        await primary.ExecuteAsync("CREATE TABLE replayed (id int)");
        await Workload.UntilAsync(standby, "pg_last_xact_replay_timestamp() IS NOT NULL");
        await CheckAsync(standby, isPrimary: false, "pg_stat_wal_receiver_upstream_node", "pg_stat_database_conflicts_confl_lock", "pg_replication_last_replay_seconds");
    }

    [Test]
    public void What_differs_by_choice_is_in_the_table_of_the_metrics()
    {
        var table = CatalogueDocument.Render([]);
        foreach (var difference in Difference.All.Where(difference => difference.IsInTable))
            Assert.That(table, Does.Contain($"`{difference.Family}`"));
    }

    /// <param name="shown">Families that this server has to have for the comparison to be worth something.</param>
    static async Task CheckAsync(PostgresServer server, bool isPrimary, params string[] shown)
    {
        await using var exporter = await Servers.Exporter.OfPostgresAsync(server, Role);
        await using var agent = await AgentProcess.StartAsync($"""
            collectors:
              node: {"{enabled: false}"}
              postgres:
                interval: 1s
                timeout: 1s
                enable: [buffercache_summary]
                databases: {"{interval: 1s, timeout: 1s}"}
                statements: {"{interval: 1s, timeout: 1s, top: 1000}"}
                targets: [{"{"}dsn: '{server.Dsn(Role)}'{"}"}]
            """);

        // Its first scrape prepares what the others only execute.
        await exporter.ScrapeAsync();
        var comparison = await CompareAsync();
        // A worker of autovacuum that comes and goes in between is not there for all three. What really differs does so every time.
        for (var attempt = 1; attempt < Attempts && (comparison.Complaints().Length > 0 || shown.Except(comparison.Common).Any()); attempt++)
            comparison = await CompareAsync();

        var missing = Missing.On(server.Major, isPrimary);
        TestContext.Out.WriteLine($"only the agent: {string.Join(' ', comparison.OnlyOurs)}");
        Assert.That(exporter.Failures, Is.Empty);
        Assert.That(comparison.Common, Is.SupersetOf(shown));
        Assert.Multiple(() =>
        {
            Assert.That(comparison.OnlyTheirs.Where(family => !missing.Any(known => known.Covers(family))), Is.Empty, "only the exporter has");
            Assert.That(missing.Where(known => comparison.Common.Any(known.Covers)), Is.Empty, "both have");
            Assert.That(comparison.Complaints(), Is.Empty);
        });

        async Task<Comparison> CompareAsync()
        {
            var before = Parse(await exporter.ScrapeAsync());
            var ours = ScrapedText.Parse(await PolledSinceAsync(agent, DateTimeOffset.UtcNow));
            return new(server.Major, before, ours, Parse(await exporter.ScrapeAsync()));
        }
    }

    /// <summary>By the names that it has since 0.20, which Debian does not have yet.</summary>
    static IReadOnlyDictionary<string, ScrapedFamily> Parse(string text) =>
        ScrapedText.Parse(text.Replace("pg_replication_slot_", "pg_replication_slots_", StringComparison.Ordinal));

    /// <summary>A scrape of which every poll has begun later than <paramref name="since"/>.</summary>
    static async Task<string> PolledSinceAsync(AgentProcess agent, DateTimeOffset since)
    {
        // A poll takes a second at most.
        var ended = since.AddSeconds(1).ToUnixTimeMilliseconds() / 1000.0;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20); await Task.Delay(100))
        {
            if (await EndedAsync("postgres") && await EndedAsync("postgres.statements") && await EndedAsync("postgres.databases"))
                return await agent.GetAsync("metrics/postgres");

            async Task<bool> EndedAsync(string collector) =>
                (await agent.GetAsync("metrics/self")).Split('\n').Any(line =>
                    line.StartsWith($"agent_collector_last_success_timestamp_seconds{{collector=\"{collector}\",", StringComparison.Ordinal)
                    && double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture) > ended);
        }

        throw new TimeoutException($"the agent has not polled:\n{agent.Log}");
    }
}
