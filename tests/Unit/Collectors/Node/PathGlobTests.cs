using MetricsAgent.Collectors.Node;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class PathGlobTests
{
    [Test]
    public void A_pattern_matches_as_Gos_do()
    {
        static void Check(string pattern, string name, bool want) => Assert.That(PathGlob.Matches(pattern, name), Is.EqualTo(want), $"{pattern} {name}");

        Check("abc", "abc", true);
        Check("*", "abc", true);
        Check("*c", "abc", true);
        Check("a*", "a", true);
        Check("a*", "ab", true);
        Check("a*/b", "ab", false);
        Check("a*b*c*d", "axbxcxd", true);
        Check("a*b?c*x", "abxbbxdbxebxczzx", true);
        Check("a*b?c*x", "abxbbxdbxebxczzy", false);
        Check("ab[c]", "abc", true);
        Check("ab[b-d]", "abc", true);
        Check("ab[e-g]", "abc", false);
        Check("ab[^c]", "abc", false);
        Check("ab[^e-g]", "abc", true);
        Check("a\\*b", "a*b", true);
        Check("a\\*b", "ab", false);
        Check("a?b", "a☺b", true);
        Check("[a-ζ]*", "α", true);
        Check("[\\]a]", "]", true);
        Check("[\\-]", "-", true);
        Check("[x\\-]", "z", false);
        Check("[", "a", false);
        Check("[^", "a", false);
        Check("a[", "a", false);
        Check("", "", true);
        Check("?", "", false);
    }

    [Test]
    public void Directories_are_found_at_every_depth_and_a_pattern_that_finds_none_is_taken_as_it_is()
    {
        using var root = new TemporaryDirectory("glob");
        foreach (var name in new[] { "a/metrics", "b/metrics", "c/other", "[x]" })
            Directory.CreateDirectory(root.File(name));
        root.Write("file", "");

        void Check(string pattern, params string[] want) =>
            Assert.That(PathGlob.Directories(root.File(pattern)), Is.EqualTo(want.Select(root.File)), pattern);

        Check("*/metrics", "a/metrics", "b/metrics");
        Check("[ac]/*", "a/metrics", "c/other");
        Check("a/metrics", "a/metrics");
        Check("nosuch/*", "nosuch/*");
        Check("f*", "f*");
        Check("\\[x]", "[x]");
        Check("[x]", "[x]");
    }
}
