using MetricsAgent.Collectors.Probe.Health;

namespace MetricsAgent.Tests.Unit.Collectors.Probe.Health;

internal sealed class DeploymentsTests
{
    static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Bodies_that_tell_neither_version_nor_start_count_nothing()
    {
        var deployments = new Deployments();
        deployments.See(Body(), Noon);
        Assert.That(deployments.Count, Is.Null);
    }

    [Test]
    public void A_change_of_version_is_one_and_the_first_sight_is_not() =>
        Check(Every15Seconds("1", "1", "2", "2", "2", "3").Select(Versioned), 0, 0, 1, 1, 1, 2);

    [Test]
    public void Versions_in_turn_while_a_deployment_rolls_are_one() =>
        Check(Every15Seconds("1", "2", "1", "1", "2", "1", "2", "2").Select(Versioned), 0, 1, 1, 1, 1, 1, 1, 1);

    [Test]
    public void A_version_that_comes_back_after_a_while_is_a_rollback() =>
        Check(Every15Seconds(["1", .. Enumerable.Repeat("2", 30), "1"]).Select(Versioned), [0, .. Enumerable.Repeat(1L, 30), 2]);

    [Test]
    public void A_body_without_its_version_changes_nothing() =>
        Check(Every15Seconds("1", null, "1", null, "2").Select(Versioned), 0, 0, 0, 0, 1);

    [Test]
    public void An_uptime_that_went_back_is_one() =>
        Check(Every15Seconds(100, 115, 130, 5, 20, 35, 1).Select(Running), 0, 0, 0, 1, 1, 1, 2);

    [Test]
    public void Processes_behind_a_load_balancer_take_turns_without_being_deployments() =>
        Check(Every15Seconds(100, 65, 130, 95, 160, 125).Select(Running), 0, 0, 0, 0, 0, 0);

    [Test]
    public void A_slow_answer_does_not_make_a_process_younger() =>
        Check(Every15Seconds(100, 5, 20, 25, 50).Select(Running), 0, 1, 1, 1, 1);

    [Test]
    public void A_later_start_is_one_and_a_start_from_before_the_first_look_is_not()
    {
        Check(Every15Seconds(-1000, -1000, 17, 17, 50).Select(Started), 0, 0, 1, 1, 2);
        Check(Every15Seconds(-1000, -50, -1000, -50).Select(Started), 0, 0, 0, 0);
    }

    [Test]
    public void A_version_and_a_start_that_change_together_are_one()
    {
        var deployments = new Deployments();
        deployments.See(Body() with { Version = "1", Uptime = TimeSpan.FromHours(1) }, Noon);
        deployments.See(Body() with { Version = "2", Uptime = TimeSpan.FromSeconds(3) }, Noon.AddSeconds(15));
        Assert.That(deployments.Count, Is.EqualTo(1));
    }

    static void Check(IEnumerable<(HealthReading Body, DateTimeOffset At)> bodies, params long[] counts)
    {
        var deployments = new Deployments();
        Assert.That(bodies.Select(body =>
        {
            deployments.See(body.Body, body.At);
            return deployments.Count;
        }), Is.EqualTo(counts));
    }

    static IEnumerable<(T Told, DateTimeOffset At)> Every15Seconds<T>(params T[] told) => told.Select((each, i) => (each, Noon.AddSeconds(15 * i)));

    static (HealthReading, DateTimeOffset) Versioned((string? Version, DateTimeOffset At) body) => (Body() with { Version = body.Version }, body.At);

    static (HealthReading, DateTimeOffset) Running((int Seconds, DateTimeOffset At) body) => (Body() with { Uptime = TimeSpan.FromSeconds(body.Seconds) }, body.At);

    static (HealthReading, DateTimeOffset) Started((int Seconds, DateTimeOffset At) body) => (Body() with { Started = Noon.AddSeconds(body.Seconds) }, body.At);

    static HealthReading Body() => new(HealthState.Healthy, [], 0);
}
