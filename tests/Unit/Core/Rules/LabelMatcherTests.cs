using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Rules;

public sealed class LabelMatcherTests
{
    [TestCase("")]
    [TestCase("idle")]
    [TestCase("idle|iowait")]
    [TestCase("idle|")]
    [TestCase("|idle")]
    [TestCase("|")]
    [TestCase("a-b|c:d|/e f")]
    [TestCase("idle|idle|iowait")]
    public void A_list_of_words_matches_what_it_matches_as_a_regular_expression(string words)
    {
        foreach (var value in (string[])["", "idle", "iowait", "idl", "idle ", "idle|iowait", "Idle", "a-b", "c:d", "/e f", "|", "idle\n"])
        {
            var want = GoPattern.Whole(words).IsMatch(value);
            Assert.That(new LabelMatcher("mode", MatchKind.Matches, words).Matches(value), Is.EqualTo(want), $"'{value}'");
            Assert.That(new LabelMatcher("mode", MatchKind.DoesNotMatch, words).Matches(value), Is.Not.EqualTo(want), $"'{value}'");
        }
    }

    [TestCase("i.le", "idle", true)]
    [TestCase("5..", "503", true)]
    [TestCase("5..", "5033", false)]
    [TestCase("(idle|iowait)", "iowait", true)]
    [TestCase("idle?", "idl", true)]
    public void Other_patterns_match_the_whole_value(string pattern, string value, bool want) =>
        Assert.That(new LabelMatcher("mode", MatchKind.Matches, pattern).Matches(value), Is.EqualTo(want));
}
