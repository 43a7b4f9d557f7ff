using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>What a primary and its standby say of each other, and what a standby says when it is alone.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresReplicationTests(int major)
{
    static readonly PostgresOptions Primary = new()
    {
        Settings = new Dictionary<string, string> { ["wal_level"] = "logical", ["max_prepared_transactions"] = "4", ["max_slot_wal_keep_size"] = "64MB" },
    };

    [Test]
    public async Task A_primary_shows_its_standby_its_slots_and_who_holds_the_horizon()
    {
        await using var primary = await PostgresServer.StartAsync(major, Primary);
        await primary.ExecuteAsync("SELECT pg_create_physical_replication_slot('replica', true); SELECT pg_create_logical_replication_slot('left', 'pgoutput')");
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "walreceiver", "replica");
        await primary.ExecuteAsync("CREATE TABLE t (id int)");
        await primary.ExecuteAsync("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'forgotten'");
        await primary.ExecuteAsync("INSERT INTO t VALUES (2)");
        await using var polls = new PostgresPolls(primary);

        var poll = await polls.PollUntilAsync(poll => poll["pg_xmin_horizon_age{holder=\"slot\"}"] > 0 && poll.Sum("pg_stat_replication_pg_wal_lsn_diff") == 0);
        Assert.That((poll.Missing, poll.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        Assert.That(
            poll.Lines("pg_stat_replication_pg_wal_lsn_diff{").Single(),
            Does.StartWith("pg_stat_replication_pg_wal_lsn_diff{application_name=\"walreceiver\",client_addr=\"127.0.0.1\",state=\"streaming\",slot_name=\"replica\",pid="));
        Assert.That(poll.Sum("pg_stat_replication_reply_age_seconds"), Is.InRange(0, 20));
        Assert.That(poll["pg_replication_slots_active{slot_name=\"replica\",database=\"\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_replication_slots_active{slot_name=\"left\",database=\"postgres\"}"], Is.Zero);
        Assert.That(poll["pg_replication_slots_pg_wal_lsn_diff{slot_name=\"left\",database=\"postgres\"}"], Is.Positive);
        Assert.That(poll["pg_replication_slots_wal_status{slot_name=\"left\",slot_type=\"logical\",wal_status=\"reserved\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_replication_slots_safe_wal_size_bytes{slot_name=\"left\",slot_type=\"logical\"}"], Is.Positive);
        Assert.That(poll["pg_replication_slots_inactive_seconds{slot_name=\"left\",slot_type=\"logical\"}"], major < 17 ? Is.NaN : Is.InRange(0, 60));
        Assert.That(poll["pg_replication_slots_inactive_seconds{slot_name=\"replica\",slot_type=\"physical\"}"], Is.NaN, "it is in use");
        Assert.That(poll["pg_prepared_transactions{datname=\"postgres\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_prepared_transactions_oldest_age_seconds{datname=\"postgres\"}"], Is.InRange(0, 60));
        Assert.That(poll["pg_xmin_horizon_age{holder=\"prepared_transaction\"}"], Is.EqualTo(2));
        Assert.That((poll["pg_replication_is_replica"], poll["pg_replication_lag_seconds"]), Is.EqualTo((0.0, 0.0)));
        Assert.That((poll.Has("pg_replication_receiving"), poll.Has("pg_stat_wal_receiver_flushed_lsn"), poll.Has("pg_stat_database_conflicts_confl_lock")), Is.EqualTo((false, false, false)));
    }

    [Test]
    public async Task A_standby_is_behind_once_its_receiver_is_gone()
    {
        await using var primary = await PostgresServer.StartAsync(major, Primary);
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "alone");
        await using var polls = new PostgresPolls(standby);
        await primary.ExecuteAsync("CREATE TABLE t (id int)");

        var streaming = await polls.PollUntilAsync(poll => poll["pg_replication_lag_seconds"] == 0 && poll["pg_replication_last_replay_seconds"] >= 0);
        Assert.That((streaming.Missing, streaming.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        Assert.That((streaming["pg_replication_is_replica"], streaming["pg_replication_receiving"]), Is.EqualTo((1.0, 1.0)));
        Assert.That(streaming.Lines("pg_stat_wal_receiver_flushed_lsn{").Single(), Does.Contain("upstream_host=\"127.0.0.1\",slot_name=\"\",status=\"streaming\""));
        Assert.That(streaming["pg_replication_replay_lag_bytes"], Is.Zero);
        Assert.That(streaming.Has("pg_stat_database_conflicts_confl_lock"), Is.True);

        await primary.StopAsync();
        var alone = await polls.PollUntilAsync(poll => poll["pg_replication_receiving"] == 0);
        Assert.That(alone["pg_replication_lag_seconds"], Is.Positive.And.EqualTo(alone["pg_replication_last_replay_seconds"]).Within(0.001));
        Assert.That(alone.Has("pg_stat_wal_receiver_flushed_lsn"), Is.False);
    }

    [Test]
    public async Task A_standby_that_has_replayed_nothing_does_not_know_how_far_it_is_behind()
    {
        await using var primary = await PostgresServer.StartAsync(major, Primary);
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "new");
        await primary.StopAsync();
        await using var polls = new PostgresPolls(standby);

        var poll = await polls.PollUntilAsync(poll => poll["pg_replication_receiving"] == 0);
        Assert.That(await standby.ScalarAsync<bool>("SELECT pg_last_xact_replay_timestamp() IS NULL"), Is.True);
        Assert.That((poll["pg_replication_lag_seconds"], poll["pg_replication_last_replay_seconds"]), Is.EqualTo((double.NaN, double.NaN)));
    }

    [Test]
    public async Task A_standby_that_is_promoted_is_a_primary_in_the_next_poll()
    {
        await using var primary = await PostgresServer.StartAsync(major, Primary);
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "heir");
        await using var polls = new PostgresPolls(standby);
        Assert.That((await polls.PollAsync())["pg_replication_is_replica"], Is.EqualTo(1));
        Assert.That((await polls.PollAsync("postgres.active_sessions")).Missing, Is.Empty);

        Assert.That(await standby.ScalarAsync<bool>("SELECT pg_promote()"), Is.True);
        await standby.ExecuteAsync("SELECT pg_create_physical_replication_slot('next', true)");
        var promoted = await polls.PollAsync();
        Assert.That(promoted.Missing.Concat((await polls.PollAsync("postgres.active_sessions")).Missing), Is.Empty);
        Assert.That((promoted["pg_replication_is_replica"], promoted["pg_replication_lag_seconds"]), Is.EqualTo((0.0, 0.0)));
        Assert.That((promoted.Has("pg_stat_wal_receiver_flushed_lsn"), promoted.Has("pg_stat_database_conflicts_confl_lock")), Is.EqualTo((false, false)));
        Assert.That(
            promoted["pg_replication_slots_slot_current_wal_lsn{slot_name=\"next\",slot_type=\"physical\"}"],
            Is.EqualTo((double)await standby.ScalarAsync<decimal>("SELECT pg_current_wal_lsn() - '0/0'")).Within(1 << 16));
    }
}
