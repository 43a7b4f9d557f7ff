using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Core;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>What is made of who waits for whom.</summary>
public sealed class BlockingQueryTests
{
    [Test]
    public void While_nobody_waits_everything_is_zero_and_there_is_no_root() =>
        Assert.That(Emitted(Empty("quiet")), Is.EquivalentTo(new[]
        {
            "pg_blocked_sessions{datname=\"quiet\"} 0",
            "pg_longest_blocked_seconds{datname=\"quiet\"} 0",
            "pg_blocking_roots 0",
            "pg_blocking_depth 0",
        }));

    [Test]
    public void A_chain_is_as_deep_as_it_has_to_go_on_one_after_the_other()
    {
        var lines = Emitted(
            Root(1, "idle in transaction", "worker-17"), Waiter(2, "1", 9), Waiter(3, "2", 5), Waiter(4, "3", 1), Waiter(5, "1", 2), Empty("quiet"));

        Assert.That(lines, Is.EquivalentTo(new[]
        {
            "pg_blocked_sessions{datname=\"shop\"} 4",
            "pg_blocked_sessions{datname=\"quiet\"} 0",
            "pg_longest_blocked_seconds{datname=\"shop\"} 9",
            "pg_longest_blocked_seconds{datname=\"quiet\"} 0",
            "pg_blocking_roots 1",
            "pg_blocking_depth 3",
            "pg_blocking_root_blocked_sessions{state=\"idle in transaction\",application_name=\"worker-#\"} 4",
        }));
    }

    [Test]
    public void A_queue_for_one_lock_is_wide_and_not_deep() =>
        Assert.That(Emitted(Root(1, "active", "ddl"), Waiter(2, "1"), Waiter(3, "1,2"), Waiter(4, "1,2,3")), Does.Contain("pg_blocking_depth 1"));

    [Test]
    public void Who_waits_for_two_alike_is_behind_them_once()
    {
        var lines = Emitted(Root(1, "active", "a-1"), Root(2, "active", "a-2"), Root(3, "idle in transaction", "b"), Waiter(4, "1,2,2,3"));

        Assert.That(lines, Does.Contain("pg_blocking_roots 3"));
        Assert.That(lines, Does.Contain("pg_blocking_root_blocked_sessions{state=\"active\",application_name=\"a-#\"} 1"));
        Assert.That(lines, Does.Contain("pg_blocking_root_blocked_sessions{state=\"idle in transaction\",application_name=\"b\"} 1"));
    }

    [Test]
    public void A_deadlock_is_blocked_without_a_root()
    {
        var lines = Emitted(Waiter(1, "2"), Waiter(2, "1"), Waiter(3, "2"));

        Assert.That(lines, Does.Contain("pg_blocked_sessions{datname=\"shop\"} 3").And.Contains("pg_blocking_roots 0").And.Contains("pg_blocking_depth 0"));
        Assert.That(lines, Has.None.StartsWith("pg_blocking_root_blocked_sessions"));
    }

    [Test]
    public void A_circle_behind_a_root_ends() =>
        Assert.That(Emitted(Root(9, "active", "web"), Waiter(1, "2,9"), Waiter(2, "1"), Waiter(3, "2")), Does.Contain("pg_blocking_depth 3"));

    [Test]
    public void Prepared_transactions_and_sessions_that_are_gone_are_roots()
    {
        var lines = Emitted(Waiter(1, "0"), Waiter(2, "77"));

        Assert.That(lines, Does.Contain("pg_blocking_roots 2"));
        Assert.That(lines, Does.Contain("pg_blocking_root_blocked_sessions{state=\"prepared transaction\",application_name=\"\"} 1"));
        Assert.That(lines, Does.Contain("pg_blocking_root_blocked_sessions{state=\"\",application_name=\"\"} 1"));
    }

    [Test]
    public void A_parallel_query_is_one_session_that_does_not_block_itself()
    {
        var lines = Emitted(Root(9, "active", "web"), Waiter(1, "9", 1), Waiter(1, "9,1", 3), Waiter(1, "1", 2));

        Assert.That(lines, Does.Contain("pg_blocked_sessions{datname=\"shop\"} 1").And.Contains("pg_longest_blocked_seconds{datname=\"shop\"} 3"));
        Assert.That(lines, Does.Contain("pg_blocking_roots 1").And.Contains("pg_blocking_depth 1"));
    }

    [Test]
    public void Applications_of_roots_are_few_whatever_they_call_themselves()
    {
        var rows = from i in Enumerable.Range(1, 50)
                   from row in new[] { Root(i, "active", $"job {(char)('a' + (i / 10))}{(char)('a' + (i % 10))}"), Waiter(100 + i, $"{i}") }
                   select row;
        var roots = Emitted([.. rows]).Where(line => line.StartsWith("pg_blocking_root_blocked_sessions", StringComparison.Ordinal)).ToArray();

        Assert.That(roots, Has.Length.EqualTo(21));
        Assert.That(roots, Does.Contain("pg_blocking_root_blocked_sessions{state=\"active\",application_name=\"other\"} 30"));
    }

    static string[] Emitted(params BlockingRow[] rows)
    {
        var samples = new Samples();
        BlockingQuery.Emit(samples, rows);
        return Rendered.Lines(samples);
    }

    static BlockingRow Empty(string database) => new(database, 0, "", "", "", 0);

    static BlockingRow Root(int pid, string state, string application) => new("shop", pid, state, application, "", 0);

    static BlockingRow Waiter(int pid, string blockers, double waiting = 1) => new("shop", pid, "active", "web", blockers, waiting);
}
