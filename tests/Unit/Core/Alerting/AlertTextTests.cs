using MetricsAgent.Alerting;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Alerting;

internal sealed class AlertTextTests
{
    static readonly DateTimeOffset Since = new(2026, 11, 21, 19, 0, 0, TimeSpan.Zero);

    static readonly Alert Down = new(
        Labels.Of(("alertname", "PostgresDown"), ("severity", "critical"), ("server", "orders")),
        Labels.Of(("summary", "orders does not answer"), ("description", "It has not for a minute."), ("runbook_url", "https://example.org/RUNBOOK.md#postgresdown")),
        Since, null, 0, "http://agent:9464/graph");

    [Test]
    public void An_alert_says_what_is_the_matter_since_when_where_and_what_to_do() =>
        Assert.That(string.Join('\n', new AlertText(Down, Since.AddMinutes(4)).Lines.Select(line => $"{line.Name}|{line.Text}")), Is.EqualTo("""
            |orders does not answer
            |It has not for a minute.
            |since 2026-11-21 19:00:00 UTC, 4 min
            value|0
            labels|server=orders
            runbook|https://example.org/RUNBOOK.md#postgresdown
            query|http://agent:9464/graph
            """));

    [Test]
    public void One_that_has_ended_says_how_long_it_lasted() =>
        Assert.That(new AlertText(Down with { EndsAt = Since.AddHours(26) }, Since).When, Is.EqualTo("resolved after 1 d 2 h, 2026-11-21 19:00:00 UTC to 2026-11-22 21:00:00 UTC"));

    [Test]
    public void Titles_count_what_fires_and_name_one()
    {
        static void Check(string want, params Alert[] alerts) =>
            Assert.That(AlertText.Title(new("id", "team/slack[0]", "{}:{}", Labels.None, alerts, Since)), Is.EqualTo(want));

        var slow = Down with { Labels = Down.Labels.With("alertname", "Slow").With("severity", "warning") };
        Check("[FIRING:1] PostgresDown (critical)", Down);
        Check("[FIRING:2] PostgresDown (critical) and 1 more", Down, slow);
        Check("[FIRING:1] Slow (warning)", slow, Down with { EndsAt = Since });
        Check("[RESOLVED] PostgresDown (critical) after 12 min", Down with { EndsAt = Since.AddMinutes(12) });
        Check("[RESOLVED] PostgresDown (critical) and 1 more", Down with { EndsAt = Since }, slow with { EndsAt = Since });
    }

    [Test]
    public void A_delay_grows_to_its_cap_and_the_other_side_is_believed_within_reason()
    {
        static void Check(int failures, double jitter, double? asked, double want) =>
            Assert.That(RetryDelay.After(failures, jitter, asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null).TotalSeconds, Is.EqualTo(want).Within(0.001));

        Check(1, 0, null, 0.5);
        Check(1, 1, null, 1);
        Check(4, 1, null, 8);
        Check(1000, 1, null, 300);
        Check(1, 0, 30, 30);
        Check(1, 1, 100_000, 3600.5);
        Check(1, 1, -5, 1);
    }

    [Test]
    public void A_budget_lets_a_few_go_at_once_and_then_one_after_the_other()
    {
        var budget = new SendBudget(burst: 2, TimeSpan.FromSeconds(1));
        Assert.That(budget.Take(Since), Is.EqualTo(TimeSpan.Zero));
        Assert.That(budget.Take(Since), Is.EqualTo(TimeSpan.Zero));
        Assert.That(budget.Take(Since), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(budget.Take(Since.AddSeconds(60)), Is.EqualTo(TimeSpan.Zero));
    }
}
