using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Logical replication between two real servers.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresSubscriptionTests(int major)
{
    static readonly PostgresOptions Logical = new() { Settings = new Dictionary<string, string> { ["wal_level"] = "logical" } };

    [Test]
    public async Task A_monitor_sees_that_a_subscription_runs_and_that_it_fails()
    {
        await using var publisher = await PostgresServer.StartAsync(major, Logical);
        await using var subscriber = await PostgresServer.StartAsync(major);
        foreach (var server in new[] { publisher, subscriber })
            await server.ExecuteAsync("create table orders (id int primary key); create role watcher login in role pg_monitor");
        await publisher.ExecuteAsync("create publication all_orders for table orders");
        await subscriber.ExecuteAsync($"create subscription copy connection 'host=127.0.0.1 port={publisher.Port} user=postgres dbname=postgres' publication all_orders");

        await using var polls = new PostgresPolls(subscriber, "watcher");
        var running = await polls.PollUntilAsync(poll => poll["pg_stat_subscription_running{subname=\"copy\"}"] == 1 && poll["pg_stat_subscription_sync_workers{subname=\"copy\"}"] == 0);
        Assert.That(running.Missing, Is.Empty);
        Assert.That(running["pg_stat_subscription_last_message_age_seconds{subname=\"copy\"}"], Is.InRange(0, 60));
        Assert.That(running["pg_stat_subscription_lag_bytes{subname=\"copy\"}"], Is.GreaterThanOrEqualTo(0));
        Assert.That(running.Has("pg_stat_subscription_apply_errors_total"), Is.EqualTo(major >= 15));

        await publisher.ExecuteAsync("insert into orders values (1)");
        await subscriber.ExecuteAsync("insert into orders values (2)");
        await using var published = new PostgresPolls(publisher, "watcher");
        if (major >= 14)
            Assert.That((await published.PollUntilAsync(poll => poll["pg_stat_replication_slots_total_txns_total{slot_name=\"copy\"}"] > 0)).Missing, Is.Empty);
        else
            Assert.That((await published.PollAsync()).Has("pg_stat_replication_slots_total_txns_total"), Is.False);

        await publisher.ExecuteAsync("insert into orders values (2)");
        await polls.PollUntilAsync(poll => major >= 15 ? poll["pg_stat_subscription_apply_errors_total{subname=\"copy\"}"] > 0 : poll["pg_stat_subscription_running{subname=\"copy\"}"] == 0);
    }
}
