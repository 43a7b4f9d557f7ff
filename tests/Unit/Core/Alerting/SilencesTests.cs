using MetricsAgent.Alerting;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Alerting;

internal sealed class SilencesTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    static readonly Silence Wanted = new("", [new("alertname", MatchKind.Equal, "Disk")], Now, Now.AddHours(1), Now, "me", "why");

    [Test]
    public void One_in_force_can_be_made_longer_under_its_id()
    {
        var silences = new Silences([]);
        silences.Set(Wanted, "one", Now);
        var changed = silences.Set(Wanted with { Id = "one", EndsAt = Now.AddHours(2) }, "two", Now.AddMinutes(5));
        Assert.That(changed.Single().Id, Is.EqualTo("one"));
        Assert.That(silences.All.Single().EndsAt, Is.EqualTo(Now.AddHours(2)));
    }

    [Test]
    public void One_that_comes_to_mean_others_ends_and_a_new_one_begins()
    {
        var silences = new Silences([]);
        silences.Set(Wanted, "one", Now);
        var changed = silences.Set(Wanted with { Id = "one", Matchers = [new("alertname", MatchKind.Equal, "Down")] }, "two", Now.AddMinutes(5));
        Assert.That(changed.Select(silence => silence.Id), Is.EqualTo(["one", "two"]));
        Assert.That(silences.Find("one")!.StateAt(Now.AddMinutes(5)), Is.EqualTo(SilenceState.Expired));
        Assert.That(silences.Mutes(Labels.Of(("alertname", "Down")), Now.AddMinutes(5)), Is.True);
        Assert.That(silences.Mutes(Labels.Of(("alertname", "Disk")), Now.AddMinutes(5)), Is.False);
    }

    [Test]
    public void One_of_the_configuration_stays_and_one_that_is_over_is_forgotten_in_the_end()
    {
        var silences = new Silences([Wanted with { Id = "file-0" }]);
        Assert.That(silences.Expire("file-0", Now), Is.Null);
        silences.Set(Wanted, "one", Now);
        Assert.That(silences.Expire("one", Now.AddMinutes(1)), Is.Not.Null);
        Assert.That(silences.Expire("one", Now.AddMinutes(2)), Is.Null, "it has ended already");
        silences.Forget(Now.AddHours(120));
        Assert.That(silences.Added, Has.Count.EqualTo(1));
        silences.Forget(Now.AddHours(121));
        Assert.That(silences.Added, Is.Empty);
    }

    [Test]
    public void Nobody_can_fill_the_memory_with_them()
    {
        var silences = new Silences([]);
        for (var number = 0; number < Silences.Most; number++)
            silences.Set(Wanted, $"{number}", Now);
        Assert.That(silences.Set(Wanted, "more", Now), Is.Empty);
    }
}
