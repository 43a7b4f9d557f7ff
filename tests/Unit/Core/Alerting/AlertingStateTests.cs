using MetricsAgent.Alerting;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Alerting;

internal sealed class AlertingStateTests
{
    static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    static readonly MetricsAgent.Alerting.Integration Slack = new("team", "slack", 0, SendResolved: true);

    static readonly Route ByName = new() { Receiver = "team", GroupBy = ["alertname"] };

    [Test]
    public void A_group_is_told_once_after_its_wait_and_then_only_of_what_is_new()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        Put(state, 20, Fire("Disk", "b"));
        Assert.That(Told(state, 29), Is.Empty);
        Assert.That(Told(state, 30), Is.EqualTo(["team/slack[0] firing Disk/a Disk/b"]));
        Put(state, 60, Fire("Disk", "a"), Fire("Disk", "b"));
        Assert.That(Told(state, 330), Is.Empty, "nothing new");
        Put(state, 340, Fire("Disk", "c"), Fire("Disk", "a"), Fire("Disk", "b"));
        Assert.That(Told(state, 629), Is.Empty, "the group's interval is not over");
        Put(state, 629, Fire("Disk", "a"), Fire("Disk", "b"), Fire("Disk", "c"));
        Assert.That(Told(state, 630), Is.EqualTo(["team/slack[0] firing Disk/a Disk/b Disk/c"]));
    }

    [Test]
    public void Alerts_of_another_group_do_not_wait_for_this_one()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        Put(state, 10, Fire("Down", "a"));
        Assert.That(Told(state, 30), Is.EqualTo(["team/slack[0] firing Disk/a"]));
        Assert.That(Told(state, 40), Is.EqualTo(["team/slack[0] firing Down/a"]));
    }

    [Test]
    public void What_goes_on_is_repeated_and_what_ends_is_told_with_its_end()
    {
        var state = New(ByName with { RepeatInterval = TimeSpan.FromMinutes(20) });
        for (var second = 0; second <= 1800; second += 60)
        {
            var told = Told(state, second);
            Put(state, second, Fire("Disk", "a"));
            Assert.That(told, second is 60 or 1260 ? Is.EqualTo(["team/slack[0] firing Disk/a"]) : Is.Empty, $"{second} s");
        }

        Put(state, 1810, End("Disk", "a", 1805));
        Assert.That(Told(state, 1859), Is.Empty);
        Assert.That(Told(state, 1860), Is.EqualTo(["team/slack[0] resolved Disk/a:ended"]));
        Assert.That(state.Next, Is.Null, "there is nothing left to do");
    }

    [Test]
    public void What_ends_before_anybody_is_told_is_not_told()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        Put(state, 10, End("Disk", "a", 10));
        Assert.That(Told(state, 600), Is.Empty);
    }

    [Test]
    public void What_fired_for_long_enough_is_told_even_if_it_ends_before_anybody_looks()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        Assert.That(Describe(state.Put([End("Disk", "a", 31)], At(31))), Is.EqualTo(["team/slack[0] firing Disk/a"]));
        Assert.That(Told(state, 331), Is.EqualTo(["team/slack[0] resolved Disk/a:ended"]));
    }

    [Test]
    public void What_nobody_renews_ends_by_itself()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        Assert.That(Told(state, 30), Has.Count.EqualTo(1));
        Assert.That(Told(state, 299), Is.Empty);
        Assert.That(Told(state, 330), Is.EqualTo(["team/slack[0] resolved Disk/a:ended"]));
    }

    [Test]
    public void Who_wants_no_resolves_gets_none_and_hears_of_the_next_time()
    {
        var state = New(ByName, [Slack with { SendResolved = false }]);
        Put(state, 0, Fire("Disk", "a"));
        Assert.That(Told(state, 30), Has.Count.EqualTo(1));
        Put(state, 40, End("Disk", "a", 40));
        Assert.That(Told(state, 330), Is.Empty);
        Put(state, 400, Fire("Disk", "a"));
        Assert.That(Told(state, 430), Is.EqualTo(["team/slack[0] firing Disk/a"]));
    }

    [Test]
    public void Routes_go_deepest_first_and_continue_asks_the_next()
    {
        var pager = new MetricsAgent.Alerting.Integration("pager", "pagerduty", 0, SendResolved: true);
        var log = new MetricsAgent.Alerting.Integration("log", "webhook", 0, SendResolved: true);
        var state = New(
            ByName with
            {
                Routes =
                [
                    new() { Receiver = "log", GroupBy = ["alertname"], Key = "{}/{all}", Matchers = [Match("severity", "critical")], Continue = true },
                    new() { Receiver = "pager", GroupBy = ["alertname"], Key = "{}/{critical}", Matchers = [Match("severity", "critical")] },
                    new() { Receiver = "team", GroupBy = ["alertname"], Key = "{}/{never}", Matchers = [Match("severity", "critical")] },
                ],
            },
            [Slack, pager, log]);
        Put(state, 0, Fire("Down", "a", "critical"), Fire("Disk", "a", "warning"));
        Assert.That(Told(state, 30), Is.EquivalentTo(["log/webhook[0] firing Down/a", "pager/pagerduty[0] firing Down/a", "team/slack[0] firing Disk/a"]));
    }

    [Test]
    public void A_source_that_fires_mutes_its_targets_until_it_ends()
    {
        var rule = new InhibitRule([Match("alertname", "Down")], [Match("severity", "warning")], ["instance"]);
        var state = New(ByName, rules: [rule]);
        Put(state, 0, Fire("Down", "a", "critical"), Fire("Slow", "a"), Fire("Slow", "b"));
        Assert.That(Told(state, 30), Is.EquivalentTo(["team/slack[0] firing Down/a", "team/slack[0] firing Slow/b"]));
        Put(state, 290, End("Down", "a", 290), Fire("Slow", "a"), Fire("Slow", "b"));
        Assert.That(Told(state, 330), Is.EquivalentTo(["team/slack[0] resolved Down/a:ended", "team/slack[0] firing Slow/a Slow/b"]));
    }

    [Test]
    public void A_silence_mutes_what_begins_but_never_an_end_that_somebody_waits_for()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        Assert.That(Told(state, 30), Has.Count.EqualTo(1));
        state.Set(new("", [Match("alertname", "Disk")], At(40), At(4000), At(40), "me", "why"), "id", At(40));
        Put(state, 50, Fire("Disk", "b"), End("Disk", "a", 50));
        Assert.That(Told(state, 330), Is.EqualTo(["team/slack[0] resolved Disk/a:ended"]));
        Put(state, 500, Fire("Disk", "b"));
        state.ExpireSilence("id", At(510));
        Assert.That(Told(state, 630), Is.EqualTo(["team/slack[0] firing Disk/b"]));
    }

    [Test]
    public void A_restart_at_any_moment_neither_repeats_nor_forgets()
    {
        List<string> Story(int restart)
        {
            List<string> told = [];
            List<Fact> journal = [];
            var state = New(ByName);
            for (var second = 0; second <= 1500; second += 10)
            {
                if (second == restart)
                {
                    var facts = journal.ToArray();
                    state = New(ByName);
                    foreach (var fact in facts)
                        state.Remember(fact, At(second));
                    journal.AddRange(state.Resume(key => key == Slack.Key, At(second)));
                }

                Alert[] alerts = second switch
                {
                    < 200 => [Fire("Disk", "a")],
                    < 400 => [Fire("Disk", "a"), Fire("Disk", "b")],
                    400 => [End("Disk", "a", 400), Fire("Disk", "b")],
                    < 800 => [Fire("Disk", "b")],
                    800 => [End("Disk", "b", 800)],
                    _ => [],
                };
                Fact[] step = [.. state.Put(alerts, At(second)), .. state.Tick(At(second))];
                journal.AddRange(step);
                told.AddRange(Describe(step));
            }

            return told;
        }

        var expected = Story(-1);
        Assert.That(expected, Has.Count.EqualTo(4));
        for (var restart = 0; restart <= 1500; restart += 10)
            Assert.That(Story(restart), Is.EqualTo(expected), $"restarted after {restart} s");
    }

    [Test]
    public void What_was_not_delivered_before_a_restart_waits_afterwards_under_the_same_name()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        state.Tick(At(30));
        var waiting = state.Pending.Single();
        var again = Restarted(state, ByName, 40);
        Assert.That(again.Pending.Single().Id, Is.EqualTo(waiting.Id));
        Assert.That(again.Pending.Single().DedupKey, Is.EqualTo(waiting.DedupKey));
        again.Done(waiting.Id);
        Assert.That(Restarted(again, ByName, 50).Pending, Is.Empty);
    }

    [Test]
    public void Who_was_told_by_a_route_that_is_gone_is_told_the_end()
    {
        var state = New(ByName);
        Put(state, 0, Fire("Disk", "a"));
        state.Tick(At(30));
        state.Done(state.Pending.Single().Id);
        var again = Restarted(state, ByName with { GroupBy = ["instance"] }, 40);
        Assert.That(again.Pending.Select(Describe), Is.EqualTo(["team/slack[0] resolved Disk/a:ended"]));
        Assert.That(Told(again, 40), Is.EqualTo(["team/slack[0] firing Disk/a"]), "and in its new group it is told anew");
    }

    [Test]
    public void A_clock_that_is_set_back_postpones_nothing_for_long()
    {
        var state = New(ByName);
        Put(state, 7200, Fire("Disk", "a"));
        Put(state, 3600, Fire("Disk", "a"));
        Assert.That(Told(state, 3600), Is.Empty);
        Put(state, 3890, Fire("Disk", "a"));
        Assert.That(Told(state, 3900), Is.EqualTo(["team/slack[0] firing Disk/a"]));
    }

    static AlertingState Restarted(AlertingState before, Route route, int second)
    {
        var state = New(route);
        foreach (var fact in before.Facts())
            state.Remember(fact, At(second));
        state.Resume(key => key == Slack.Key, At(second));
        return state;
    }

    static AlertingState New(Route route, IReadOnlyList<MetricsAgent.Alerting.Integration>? integrations = null, IReadOnlyList<InhibitRule>? rules = null) =>
        new(route, integrations ?? [Slack], rules ?? [], new([]), TimeSpan.FromMinutes(5));

    /// <summary>Each alert fires since it was put for the first time: the later times that are put do not count.</summary>
    static void Put(AlertingState state, int second, params Alert[] alerts) => state.Put(alerts.Select(alert => alert with { StartsAt = At(second) }), At(second));

    static List<string> Told(AlertingState state, int second) => Describe(state.Tick(At(second)));

    static List<string> Describe(IReadOnlyList<Fact> facts) =>
        [.. facts.OfType<ToldFact>().Select(fact => fact.Notification).OfType<Notification>().Select(Describe)];

    static string Describe(Notification notification) =>
        $"{notification.Integration} {(notification.IsFiring ? "firing" : "resolved")} {string.Join(' ', notification.Alerts.Select(alert => $"{alert.Name}/{alert.Labels["instance"]}{(alert.IsFiring ? "" : ":ended")}"))}";

    static Alert Fire(string name, string instance, string severity = "warning") =>
        new(Labels.Of(("alertname", name), ("instance", instance), ("severity", severity)), Labels.None, Start, null, 1, "");

    static Alert End(string name, string instance, int second) => Fire(name, instance, name == "Down" ? "critical" : "warning") with { EndsAt = At(second) };

    static LabelMatcher Match(string name, string value) => new(name, MatchKind.Equal, value);

    static DateTimeOffset At(int second) => Start.AddSeconds(second);
}
