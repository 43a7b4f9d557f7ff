using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Rules;

internal sealed class GoPatternTests
{
    [Test]
    public void What_Go_matches_is_matched()
    {
        Check("", "", true);
        Check("a|b", "b", true);
        Check("a|b", "ab", false);
        Check("5..", "503", true);
        Check(".*", "two\nlines", true);
        Check("a$", "a", true);
        Check("a$", "a\n", false);
        Check(@"\d+", "42", true);
        Check(@"\d+", "٤٢", false);
        Check(@"\w+", "a_1", true);
        Check(@"\w+", "ü", false);
        Check(@"\W+", "ü-", true);
        Check(@"\S+", "a b", false);
        Check(@"[\D]+", "12", false);
        Check(@"[^\D]+", "12", true);
        Check("[[:alpha:]_]+", "a_B", true);
        Check("[[:^x]+", "[:^x", true);
        Check("[]a]+", "]a", true);
        Check("[^]a]+", "]", false);
        Check(@"[a\]]+", "]", true);
        Check("[a-c[x]", "[", true);
        Check(@"\Qa.b\E+", "a.bb", true);
        Check(@"\Q(", "(", true);
        Check(@"\x41\x{1F600}\101", "A😀A", true);
        Check(@"\x41\x{1F600}", "A😀", true);
        Check(@"\pL\p{Lu}", "ÜÜ", true);
        Check("(?i)abc", "ABC", true);
        Check("(?i:a)b", "AB", false);
        Check("(?P<x>a)(?<y>b)", "ab", true);
        Check("a{2,3}", "aaaa", false);
        Check("a{,3}", "a{,3}", true);

        static void Check(string pattern, string text, bool want) => Assert.That(GoPattern.Whole(pattern).IsMatch(text), Is.EqualTo(want), $"{pattern} {text}");
    }

    [Test]
    public void What_Go_does_not_know_or_cannot_match_in_linear_time_is_an_error()
    {
        foreach (var pattern in new[] { "(", ")", "[a", "a**", "a++", "[b-a]", @"(a)\1", @"\k<x>", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "(?#a)", "(?x)a", "a{1001}", @"\", @"\Z", "[[:nosuch:]]", @"\x{zz}" })
            Assert.That(() => GoPattern.Whole(pattern), Throws.InstanceOf<ArgumentException>(), pattern);
    }

    [Test]
    public void Groups_are_counted_in_the_order_of_the_text_whether_they_have_names_or_not()
    {
        var match = GoPattern.Whole("(?P<first>a)(b)(?P<third>c)").Match("abc");
        Assert.That(new[] { "1", "first", "2", "3", "third" }.Select(group => match.Groups[group].Value), Is.EqualTo(new[] { "a", "a", "b", "c", "c" }));
    }
}
