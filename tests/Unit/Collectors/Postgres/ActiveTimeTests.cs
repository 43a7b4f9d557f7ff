using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Core;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>What samples of active sessions add up to.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ActiveTimeTests
{
    readonly ActiveTime time = new(longest: TimeSpan.FromSeconds(3));

    [Test]
    public void The_first_sample_opens_its_series_with_nothing_in_them()
    {
        Sample(100, new ActiveSessions("shop", "web", "Lock", "tuple", 2));

        Assert.That(Lines(), Is.EquivalentTo(new[]
        {
            "pg_active_session_seconds_total{wait_event_type=\"CPU\",wait_event=\"CPU\"} 0",
            "pg_active_session_seconds_total{wait_event_type=\"Lock\",wait_event=\"tuple\"} 0",
            "pg_active_session_database_seconds_total{datname=\"shop\"} 0",
            "pg_active_session_application_seconds_total{application_name=\"web\"} 0",
        }));
    }

    [Test]
    public void Every_session_counts_for_the_time_since_the_last_sample()
    {
        Sample(100);
        Sample(101, new("shop", "web", "", "", 3), new("shop", "jobs", "IO", "DataFileRead", 1));
        Sample(101.5, new ActiveSessions("postgres", "web", "", "", 1));

        Assert.That(Lines(), Is.EquivalentTo(new[]
        {
            "pg_active_session_seconds_total{wait_event_type=\"CPU\",wait_event=\"CPU\"} 3.5",
            "pg_active_session_seconds_total{wait_event_type=\"IO\",wait_event=\"DataFileRead\"} 1",
            "pg_active_session_database_seconds_total{datname=\"shop\"} 4",
            "pg_active_session_database_seconds_total{datname=\"postgres\"} 0.5",
            "pg_active_session_application_seconds_total{application_name=\"web\"} 3.5",
            "pg_active_session_application_seconds_total{application_name=\"jobs\"} 1",
        }));
    }

    [Test]
    public void A_pause_counts_as_no_more_than_the_longest_that_a_sample_stands_for()
    {
        Sample(100);
        Sample(700, new ActiveSessions("shop", "web", "", "", 1));

        Assert.That(time.Databases["shop"], Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void Names_are_few_keep_their_series_and_have_the_same_sum_as_the_waits()
    {
        Sample(0);
        for (var i = 1; i <= 200; i++)
            Sample(i, new("shop", $"{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}", "", "", 1), new("shop", "late", "Lock", "relation", i));

        Assert.That(time.Applications, Has.Count.EqualTo(ActiveTime.MostApplications + 1));
        Assert.That(time.Applications["other"], Is.GreaterThan(TimeSpan.FromSeconds(100)));
        var sums = (Sum(time.Waits.Values), Sum(time.Databases.Values), Sum(time.Applications.Values));
        Assert.That(sums, Is.EqualTo((sums.Item1, sums.Item1, sums.Item1)));
        Assert.That(sums.Item1, Is.EqualTo(TimeSpan.FromSeconds(200 + (200 * 201 / 2))));
    }

    void Sample(double at, params ActiveSessions[] sessions) => time.Add([.. sessions], TimeSpan.FromSeconds(at));

    string[] Lines()
    {
        var samples = new Samples();
        ActiveSessionsCollector.Emit(samples, time);
        return Rendered.Lines(samples);
    }

    static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, each) => sum + each);
}
