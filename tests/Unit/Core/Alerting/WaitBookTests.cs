using MetricsAgent.Alerting;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Alerting;

internal sealed class WaitBookTests
{
    static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);
    static readonly Wait Disk = new(Labels.Of(("alertname", "Disk")), Start.AddMinutes(-1));
    static readonly Wait Cpu = new(Labels.Of(("alertname", "Cpu")), Start.AddMinutes(-2));

    [Test]
    public void Only_what_changes_is_kept_and_when_it_was_looked_at()
    {
        var book = new WaitBook();
        Check(0, [], "");
        Check(1, [Disk], "Disk -60, seen 1");
        Check(1.5, [Disk], "");
        Check(1.6, [Disk, Cpu], "Cpu -120");
        Check(11, [Disk, Cpu], "seen 11");
        Check(12, [Cpu with { Since = Start }], "Disk ends, Cpu 0, seen 12");
        Check(13, [], "Cpu ends");
        Check(60, [], "");
        // The clock was set back.
        Check(-60, [Cpu], "Cpu -120, seen -60");

        void Check(double second, Wait[] now, string want) =>
            Assert.That(string.Join(", ", book.Put(now, Start.AddSeconds(second)).Select(Text)), Is.EqualTo(want), $"{second} s");
    }

    [Test]
    public void What_a_new_journal_begins_with_gives_the_same()
    {
        var (before, after) = (new WaitBook(), new WaitBook());
        Assert.That(before.Facts(), Is.Empty);
        _ = before.Put([Disk, Cpu], Start);
        foreach (var fact in before.Facts())
            after.Restore(fact);
        Assert.That(after.All, Is.EquivalentTo([Disk, Cpu]));
        Assert.That(after.SeenAt, Is.EqualTo(Start));
        Assert.That(after.Put([Disk, Cpu], Start.AddSeconds(0.5)), Is.Empty);
    }

    static string Text(Fact fact) => fact switch
    {
        WaitFact(var labels, var since) => $"{labels["alertname"]} {(since is { } from ? $"{(from - Start).TotalSeconds}" : "ends")}",
        SeenFact(var at) => $"seen {(at - Start).TotalSeconds}",
        _ => $"{fact}",
    };
}
