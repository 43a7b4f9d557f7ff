using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A publisher and its subscriber, two servers, seen from both sides.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresLogicalTests(int major)
{
    const string Slot = "{slot_name=\"orders\",slot_type=\"logical\"}";
    const string SlotDatabase = "{slot_name=\"orders\",database=\"postgres\"}";

    static readonly PostgresOptions Logical = new()
    {
        Settings = new Dictionary<string, string> { ["wal_level"] = "logical", ["wal_receiver_status_interval"] = "1s", ["wal_retrieve_retry_interval"] = "200ms" },
    };

    [Test]
    public async Task A_publisher_shows_its_subscription_and_how_far_it_is_behind()
    {
        await using var publisher = await PublishAsync();
        await using var subscriber = await SubscribeAsync(publisher);
        await using var polls = new PostgresPolls(publisher);

        var streaming = await polls.PollUntilAsync(poll => IsStreaming(poll) && poll.Sum("pg_stat_replication_pg_wal_lsn_diff") == 0);
        Assert.That((streaming.Missing, streaming.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        Assert.That((streaming[$"pg_replication_slots_active{SlotDatabase}"], streaming[$"pg_replication_slots_slot_is_active{Slot}"]), Is.EqualTo((1.0, 1.0)));
        Assert.That(streaming["pg_replication_slots_wal_status{slot_name=\"orders\",slot_type=\"logical\",wal_status=\"reserved\"}"], Is.EqualTo(1));
        Assert.That(streaming[$"pg_replication_slots_inactive_seconds{Slot}"], Is.NaN, "it is in use");

        // A subscriber that waits in the middle of one transaction confirms nothing of those after it.
        await using var gate = await CommandUnderWay.StartAsync(subscriber, "SELECT pg_sleep(60)", "BEGIN; LOCK TABLE orders");
        await publisher.ExecuteAsync("INSERT INTO orders VALUES (0)");
        await WaitAsync(subscriber, "SELECT exists (SELECT FROM pg_locks WHERE relation = 'orders'::regclass AND NOT granted)");
        var confirmed = streaming[$"pg_replication_slots_slot_confirmed_flush_lsn{Slot}"];
        await publisher.ExecuteAsync("INSERT INTO orders SELECT generate_series(1, 20000)");
        var behind = await polls.PollUntilAsync(poll => IsStreaming(poll) && poll.Sum("pg_stat_replication_pg_wal_lsn_diff") > 1_000_000);
        Assert.That(behind[$"pg_replication_slots_pg_wal_lsn_diff{SlotDatabase}"], Is.GreaterThan(1_000_000));
        Assert.That(behind[$"pg_replication_slots_slot_confirmed_flush_lsn{Slot}"], Is.InRange(confirmed, confirmed + 100_000));

        await gate.DisposeAsync();
        await WaitAsync(subscriber, "SELECT count(*) = 20001 FROM orders");
        await polls.PollUntilAsync(poll => IsStreaming(poll)
            && poll.Sum("pg_stat_replication_pg_wal_lsn_diff") == 0
            && poll[$"pg_replication_slots_slot_confirmed_flush_lsn{Slot}"] > confirmed + 1_000_000);
    }

    [Test]
    public async Task A_subscription_that_is_off_leaves_a_slot_that_keeps_more_and_more()
    {
        await using var publisher = await PublishAsync();
        await using var subscriber = await SubscribeAsync(publisher);
        await using var polls = new PostgresPolls(publisher);
        await polls.PollUntilAsync(IsStreaming);

        await subscriber.ExecuteAsync("ALTER SUBSCRIPTION orders DISABLE");
        var off = await polls.PollUntilAsync(poll => poll[$"pg_replication_slots_active{SlotDatabase}"] == 0);
        Assert.That(off.Lines("pg_stat_replication_pg_wal_lsn_diff"), Is.Empty);
        Assert.That(off[$"pg_replication_slots_inactive_seconds{Slot}"], major < 17 ? Is.NaN : Is.InRange(0, 20));
        await publisher.ExecuteAsync("INSERT INTO orders SELECT generate_series(1, 20000)");
        var kept = off[$"pg_replication_slots_pg_wal_lsn_diff{SlotDatabase}"];
        await polls.PollUntilAsync(poll => poll[$"pg_replication_slots_pg_wal_lsn_diff{SlotDatabase}"] > kept + 1_000_000);

        await subscriber.ExecuteAsync("ALTER SUBSCRIPTION orders ENABLE");
        await polls.PollUntilAsync(poll => IsStreaming(poll) && poll.Sum("pg_stat_replication_pg_wal_lsn_diff") == 0);
    }

    [Test]
    public async Task A_subscriber_is_no_standby_and_its_workers_are_no_sessions()
    {
        await using var publisher = await PublishAsync();
        await using var subscriber = await SubscribeAsync(publisher);
        await using var polls = new PostgresPolls(subscriber);

        var poll = await polls.PollUntilAsync(poll => poll.Lines("pg_stat_activity_backend_count{backend_type=\"logical replication").Count() == 2);
        Assert.That((poll.Missing, poll.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        Assert.That((poll["pg_replication_is_replica"], poll["pg_replication_lag_seconds"]), Is.EqualTo((0.0, 0.0)));
        Assert.That(poll["pg_connections_used"], Is.EqualTo(1), "the agent's own");
    }

    Task<PostgresServer> StartAsync() => PostgresServer.StartAsync(major, Logical);

    async Task<PostgresServer> PublishAsync()
    {
        var publisher = await StartAsync();
        await publisher.ExecuteAsync("CREATE TABLE orders (id int); CREATE PUBLICATION orders FOR TABLE orders");
        return publisher;
    }

    async Task<PostgresServer> SubscribeAsync(PostgresServer publisher)
    {
        var subscriber = await StartAsync();
        await subscriber.ExecuteAsync("CREATE TABLE orders (id int)");
        // Creates its slot on the publisher, so it cannot be one of several statements.
        await subscriber.ExecuteAsync(
            $"CREATE SUBSCRIPTION orders CONNECTION 'host=127.0.0.1 port={publisher.Port} user=postgres dbname=postgres' PUBLICATION orders WITH (copy_data = false)");
        return subscriber;
    }

    static async Task WaitAsync(PostgresServer server, string sql)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await server.ScalarAsync<bool>(sql))
                return;
            await Task.Delay(100);
        }

        throw new TimeoutException($"not true within 20 s: {sql}");
    }

    static bool IsStreaming(PollResult poll) => poll.Lines("pg_stat_replication_pg_wal_lsn_diff{").Any(line => line.Contains(
        "application_name=\"orders\",client_addr=\"127.0.0.1\",state=\"streaming\",slot_name=\"orders\"", StringComparison.Ordinal));
}
