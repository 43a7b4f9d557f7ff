using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>How long a query that failed is left out, and a server that failed left alone.</summary>
public sealed class PlannedQueryTests
{
    static readonly ServerFacts Server = new(180_004, 0, InRecovery: false, "watcher", IsSuperuser: false, "postgres", ReadsAllStats: true, null);

    readonly ManualClock clock = new();

    [Test]
    public void A_query_without_permission_is_tried_again_after_an_hour()
    {
        var query = Planned();
        query.Fail(new(Reason.PermissionDenied, "42501"));

        Assert.That((query.IsInBatch, query.IsDue), Is.EqualTo((false, false)));
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(query.IsDue, Is.False);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(query.IsDue, Is.True);
        query.Succeed();
        Assert.That((query.IsInBatch, query.Quarantine), Is.EqualTo((true, (Failure?)null)));
    }

    [Test]
    public void A_query_that_took_too_long_is_tried_again_sooner_and_then_less_often()
    {
        var query = Planned();
        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            query.Fail(new(Reason.Timeout, "57014"));
            clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.That(query.IsDue, Is.False, $"{minutes} minutes");
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.That(query.IsDue, Is.True, $"{minutes} minutes");
        }
    }

    [Test]
    public void A_failing_server_is_left_alone_for_longer_and_longer_up_to_the_cap()
    {
        var delay = new ReconnectDelay(clock, TimeSpan.FromSeconds(15));
        Assert.That(delay.Pending(), Is.Null);
        foreach (var most in (double[])[1, 2, 4, 8, 15, 15])
        {
            var failure = new Failure(Reason.ConnectionRefused, $"{most}");
            delay.Failed(failure);
            clock.Advance(TimeSpan.FromSeconds(most * 0.49));
            Assert.That(delay.Pending(), Is.SameAs(failure));
            clock.Advance(TimeSpan.FromSeconds(most * 0.52));
            Assert.That(delay.Pending(), Is.Null, $"after {most} s");
        }

        delay.Succeeded();
        delay.Failed(new(Reason.ConnectionLost, ""));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(delay.Pending(), Is.Null);
    }

    PlannedQuery Planned()
    {
        var query = new PlannedQuery("nothing", new NothingQuery(), clock);
        query.Plan(Server);
        return query;
    }

    sealed class NothingQuery : IPostgresQuery
    {
        public string Sql(ServerFacts server) => "select";

        public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => ValueTask.CompletedTask;

        public void Emit(Samples samples)
        {
        }
    }
}
