using MetricsAgent.Alerting;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Agent.Rules;

internal sealed class AlertMemoryTests
{
    static readonly DateTimeOffset Seen = DateTimeOffset.UnixEpoch.AddYears(50);
    static readonly Labels A = Labels.Of(("alertname", "A"), ("a", "b"));

    [Test]
    public void What_waited_goes_on_to_wait_unless_the_agent_was_away_for_an_hour()
    {
        Check(TimeSpan.FromMinutes(59), "Pending since -120", new WaitFact(A, Seen.AddMinutes(-2)));
        Check(TimeSpan.FromMinutes(60), "", new WaitFact(A, Seen.AddMinutes(-2)));
        Check(TimeSpan.FromMinutes(1), "", new WaitFact(A, Seen.AddMinutes(-2)), new WaitFact(A, null));
        Check(TimeSpan.FromMinutes(1), "", new WaitFact(A.With("alertname", "Other"), Seen.AddMinutes(-2)));
        Check(TimeSpan.FromHours(5), "Firing since -600", Fires());
        Check(TimeSpan.FromMinutes(1), "Firing since -600, kept since -60", Fires(), new WaitFact(A, Seen.AddMinutes(-1)));

        static AlertFact Fires() => new(new(A, Labels.None, Seen.AddMinutes(-10), null, 1, ""));

        static void Check(TimeSpan away, string want, params Fact[] facts)
        {
            var state = new AlertingState(new() { Receiver = "team" }, [], [], new([]), TimeSpan.FromMinutes(5));
            foreach (var fact in facts.Append(new SeenFact(Seen)))
                state.Remember(fact, Seen);
            var rules = RuleSet.Of([RuleFileLoader.Load("r.yml", "groups: [{name: g, rules: [{alert: A, expr: x > 1, for: 5m}]}]")]);
            var groups = rules.Build(TimeSpan.FromSeconds(15));
            AlertMemory.Of(state, Seen + away).Restore(groups, rules, TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
            Assert.That(string.Join(", ", ((AlertingRule)groups[0].Rules[0]).Alerts.Select(Text)), Is.EqualTo(want));
        }

        static string Text(ActiveAlert alert) => $"{alert.State} since {Relative(alert.ActiveAt)}{(alert.KeepFiringSince == 0 ? "" : $", kept since {Relative(alert.KeepFiringSince)}")}";

        static long Relative(long time) => (time - Seen.ToUnixTimeMilliseconds()) / 1000;
    }

    [Test]
    public void What_is_pending_or_kept_firing_is_remembered_beside_what_fires()
    {
        var waits = AlertMemory.Waits([
            Alert("pending", AlertState.Pending),
            Alert("firing", AlertState.Firing),
            Alert("kept", AlertState.Firing) with { KeepFiringSince = 5000 },
            Alert("resolved", AlertState.Resolved) with { KeepFiringSince = 5000 },
        ]);
        Assert.That(waits.Select(wait => $"{wait.Labels["alertname"]} {wait.Since.ToUnixTimeSeconds()}"), Is.EqualTo(["pending 1", "kept 5"]));

        static ActiveAlert Alert(string name, AlertState state) => new(state, Labels.Of(("alertname", name)), Labels.None, 1, 1000);
    }
}
