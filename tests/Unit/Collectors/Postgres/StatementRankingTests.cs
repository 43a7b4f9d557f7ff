using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Who is in the top.</summary>
public sealed class StatementRankingTests
{
    static readonly StatementCounters Slow = new(1, 0, 100, 0, 0);
    static readonly StatementCounters Slower = new(1, 0, 200, 0, 0);
    static readonly StatementCounters Frequent = new(1_000, 0, 1, 0, 0);
    static readonly StatementCounters Reading = new(1, 0, 2, 0.5, 0.5);
    static readonly StatementCounters Sorting = new(1, 0, 2, 0, 0, TempBlocks: 9);
    static readonly StatementCounters Writing = new(1, 0, 2, 0, 0, WalBytes: 9);

    [Test]
    public void The_first_of_each_kind_come_before_the_second_of_any()
    {
        Check([Slow, Slower, Frequent, Reading, Sorting, Writing], top: 5, want: [1, 2, 3, 4, 5]);
        Check([Slow, Slower, Frequent, Reading, Sorting, Writing], top: 6, want: [1, 2, 3, 4, 5, 0]);
        Check([Slow, Slower, Frequent, Reading, Sorting, Writing], top: 2, want: [1, 2]);
    }

    [Test]
    public void Who_is_the_first_of_several_kinds_takes_one_place() =>
        Check([Slow, new(5_000, 0, 300, 1, 1, 20, 20), Slower], top: 2, want: [1, 2]);

    [Test]
    public void Who_gained_nothing_is_not_in_it() => Check([default, default], top: 2, want: []);

    static void Check(StatementCounters[] gains, int top, int[] want)
    {
        var ranking = new StatementRanking(top);
        for (var reading = 0; reading < 2; reading++)
        {
            for (var i = 0; i < gains.Length; i++)
                ranking.Consider(i, gains[i]);
            var into = new int[top];
            Assert.That(into[..ranking.Rank(into)], Is.EqualTo(want));
        }
    }
}
