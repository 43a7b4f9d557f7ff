using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Core;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>What is made of the rows of <c>pg_stat_activity</c>, <c>pg_locks</c> and of the limits on connections.</summary>
public sealed class ActivityQueryTests
{
    [Test]
    public void Every_database_has_every_state_if_only_with_zero()
    {
        var lines = Emitted(Empty("quiet"), Session("shop", "active", transaction: 3), Session("shop", "active", transaction: 5));

        Assert.That(lines.Count(line => line.StartsWith("pg_stat_activity_count{", StringComparison.Ordinal)), Is.EqualTo(12));
        Assert.That(lines, Does.Contain("pg_stat_activity_count{datname=\"shop\",state=\"active\"} 2"));
        Assert.That(lines, Does.Contain("pg_stat_activity_max_tx_duration{datname=\"shop\",state=\"active\"} 5"));
        Assert.That(lines, Does.Contain("pg_stat_activity_count{datname=\"quiet\",state=\"idle\"} 0"));
        Assert.That(lines, Does.Contain("pg_stat_activity_oldest_query_age_seconds{datname=\"quiet\"} 0"));
    }

    [Test]
    public void Ages_are_those_of_the_state_they_are_about()
    {
        var lines = Emitted(
            Session("shop", "active", transaction: 10, query: 7, since: 7),
            Session("shop", "idle in transaction", transaction: 60, query: 50, since: 40),
            Session("shop", "idle in transaction (aborted)", transaction: 90, query: 80, since: 70),
            Session("shop", "idle", transaction: 0, query: 900, since: 900));

        Assert.That(lines, Does.Contain("pg_stat_activity_oldest_transaction_age_seconds{datname=\"shop\"} 90"));
        Assert.That(lines, Does.Contain("pg_stat_activity_oldest_query_age_seconds{datname=\"shop\"} 7"));
        Assert.That(lines, Does.Contain("pg_stat_activity_oldest_idle_in_transaction_age_seconds{datname=\"shop\"} 70"));
    }

    [Test]
    public void Background_processes_are_counted_by_type_only()
    {
        var lines = Emitted(new ActivityRow("", true, "", "", "", "Activity", "checkpointer", 0, 0, 0), Session("shop", "idle"));

        Assert.That(lines, Does.Contain("pg_stat_activity_backend_count{backend_type=\"checkpointer\"} 1"));
        Assert.That(lines, Does.Contain("pg_stat_activity_backend_count{backend_type=\"client backend\"} 1"));
        Assert.That(lines, Has.None.Contain("wait_event_type=\"Activity\""));
    }

    [Test]
    public void Applications_are_few_whatever_clients_call_themselves()
    {
        var rows = new List<ActivityRow>();
        for (var i = 0; i < 300; i++)
            rows.Add(Session("shop", "idle", application: $"worker-{i}"));
        for (var i = 0; i < 100; i++)
            rows.Add(Session("shop", "idle", application: $"job {(char)('a' + (i / 10))}{(char)('a' + (i % 10))}"));
        var lines = Emitted([.. rows]);

        var applications = lines.Where(line => line.StartsWith("pg_stat_activity_application_count", StringComparison.Ordinal)).ToArray();
        Assert.That(applications, Has.Length.EqualTo(21));
        Assert.That(applications, Does.Contain("pg_stat_activity_application_count{application_name=\"worker-#\"} 300"));
        Assert.That(applications, Does.Contain("pg_stat_activity_application_count{application_name=\"other\"} 81"));
    }

    [Test]
    public void Idle_sessions_are_a_histogram_of_each_state_and_application()
    {
        var lines = Emitted(
            Session("shop", "idle", application: "web-1", since: 0.5),
            Session("shop", "idle", application: "web-2", since: 7),
            Session("shop", "idle", application: "web-3", since: 1000),
            Session("shop", "idle in transaction", since: 60),
            Session("shop", "active", since: 60));

        Assert.That(lines.Where(line => line.StartsWith("pg_process_idle_seconds_", StringComparison.Ordinal)), Has.Exactly(24).Items);
        Check("bucket{state=\"idle\",application_name=\"web-#\",le=\"1\"} 1");
        Check("bucket{state=\"idle\",application_name=\"web-#\",le=\"15\"} 2");
        Check("bucket{state=\"idle\",application_name=\"web-#\",le=\"300\"} 2");
        Check("count{state=\"idle\",application_name=\"web-#\"} 3");
        Check("sum{state=\"idle\",application_name=\"web-#\"} 1007.5");
        Check("bucket{state=\"idle in transaction\",application_name=\"web\",le=\"60\"} 1");

        void Check(string sample) => Assert.That(lines, Does.Contain($"pg_process_idle_seconds_{sample}"));
    }

    [Test]
    public void Idle_sessions_of_small_applications_are_together()
    {
        var rows = Enumerable.Range(0, 30).Select(i => Session("shop", "idle", application: $"job {(char)('a' + i)}"));
        Assert.That(Emitted([.. rows]), Does.Contain("pg_process_idle_seconds_count{state=\"idle\",application_name=\"other\"} 10"));
    }

    [Test]
    public void Open_transactions_are_those_of_everybody_but_autovacuum()
    {
        var vacuum = new ActivityRow("shop", true, "", "", "active", "", "autovacuum worker", 900, 900, 900) { Vacuumed = "orders", TransactionStart = 1.7e9 };
        var lines = Emitted(vacuum with { TransactionStart = 1.8e9 }, vacuum, Session("shop", "active", transaction: 3), Session("shop", "idle in transaction", transaction: 5), Session("shop", "idle"));

        Assert.That(lines, Does.Contain("pg_long_running_transactions 2"));
        Assert.That(lines, Does.Contain("pg_long_running_transactions_oldest_timestamp_seconds 5"));
        Assert.That(lines, Does.Contain("pg_stat_activity_autovacuum_timestamp_seconds{relname=\"orders\"} 1700000000"));
    }

    [Test]
    public void Locks_have_every_mode_of_every_database()
    {
        var samples = new Samples();
        LocksQuery.Emit(samples, [new("quiet", "", 0), new("shop", "RowExclusiveLock", 3), new("shop", "SIReadLock", 1)]);
        var lines = Rendered.Lines(samples);

        Assert.That(lines, Has.Length.EqualTo(18));
        Assert.That(lines, Does.Contain("pg_locks_count{datname=\"shop\",mode=\"rowexclusivelock\"} 3"));
        Assert.That(lines, Does.Contain("pg_locks_count{datname=\"shop\",mode=\"sireadlock\"} 1"));
        Assert.That(lines, Does.Contain("pg_locks_count{datname=\"quiet\",mode=\"accessexclusivelock\"} 0"));
    }

    [Test]
    public void Connections_are_used_up_when_only_the_reserved_are_left()
    {
        var samples = new Samples();
        ConnectionsQuery.Emit(samples, new(Used: 97, Most: 100, Reserved: 3));

        Assert.That(Rendered.Lines(samples), Does.Contain("pg_connections_used_ratio 1"));
    }

    static string[] Emitted(params ActivityRow[] rows)
    {
        var samples = new Samples();
        ActivityQuery.Emit(samples, rows);
        return Rendered.Lines(samples);
    }

    static ActivityRow Empty(string database) => new(database, false, "", "", "", "", "", 0, 0, 0);

    static ActivityRow Session(string database, string state, string application = "web", double transaction = 0, double query = 0, double since = 0) =>
        new(database, true, "web", application, state, "", "client backend", transaction, query, since);
}
