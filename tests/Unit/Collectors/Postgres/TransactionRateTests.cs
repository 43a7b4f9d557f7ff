using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>How fast transaction ids are used up, seen every 15 seconds.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TransactionRateTests
{
    readonly TransactionRate rate = new();
    double minutes;
    double next = 5_000_000_000;

    [Test]
    public void Nothing_is_said_until_ten_minutes_have_been_seen()
    {
        Watch(minutes: 9, perSecond: 100);
        Assert.That(rate.PerSecond, Is.Null);

        Watch(minutes: 1.5, perSecond: 100);
        Assert.That(rate.PerSecond, Is.EqualTo(100).Within(0.01));
    }

    [Test]
    public void A_busy_minute_counts_as_its_share_of_the_hour()
    {
        Watch(minutes: 59, perSecond: 0);
        Watch(minutes: 1, perSecond: 600);
        Assert.That(rate.PerSecond, Is.EqualTo(10).Within(0.2));
    }

    [Test]
    public void What_was_more_than_an_hour_ago_is_forgotten()
    {
        Watch(minutes: 60, perSecond: 600);
        Watch(minutes: 62, perSecond: 0);
        Assert.That(rate.PerSecond, Is.Zero);
    }

    [Test]
    public void A_pause_of_hours_starts_anew()
    {
        Watch(minutes: 20, perSecond: 100);
        minutes += 300;
        Watch(minutes: 1, perSecond: 100);
        Assert.That(rate.PerSecond, Is.Null);
    }

    [Test]
    public void Another_cluster_with_fewer_ids_starts_anew()
    {
        Watch(minutes: 20, perSecond: 100);
        next = 1000;
        Watch(minutes: 1, perSecond: 100);
        Assert.That(rate.PerSecond, Is.Null);
    }

    void Watch(double minutes, double perSecond)
    {
        for (var end = this.minutes + minutes; this.minutes < end;)
        {
            (this.minutes, next) = (this.minutes + 0.25, next + (perSecond * 15));
            rate.Add(TimeSpan.FromMinutes(this.minutes), next);
        }
    }
}
