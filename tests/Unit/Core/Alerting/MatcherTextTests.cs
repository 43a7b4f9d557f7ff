using MetricsAgent.Alerting;

namespace MetricsAgent.Tests.Unit.Core.Alerting;

internal sealed class MatcherTextTests
{
    [Test]
    public void Matchers_are_read_as_Alertmanager_reads_them()
    {
        static void Check(string text, string want)
        {
            Assert.That(MatcherText.TryParse(text, out var matcher, out var problem), Is.True, problem);
            Assert.That($"{matcher}", Is.EqualTo(want));
        }

        Check("severity=\"critical\"", "severity=\"critical\"");
        Check("severity=critical", "severity=\"critical\"");
        Check(" severity =~ \"a|b\" ", "severity=~\"a|b\"");
        Check("job!~api.*", "job!~\"api.*\"");
        Check("job!=\"\"", "job!=\"\"");
        Check("text=\"a \\\"b\\\" \\\\ \\n\"", "text=\"a \\\"b\\\" \\\\ \\n\"");
        Check("empty=", "empty=\"\"");
    }

    [Test]
    public void What_is_no_matcher_is_told_with_an_example()
    {
        static void Check(string text, string want)
        {
            Assert.That(MatcherText.TryParse(text, out _, out var problem), Is.False);
            Assert.That(problem, Does.Contain(want));
        }

        Check("", "such as severity=\"critical\"");
        Check("severity", "such as severity=\"critical\"");
        Check("1a=b", "such as severity=\"critical\"");
        Check("a=\"b", "closing quote");
        Check("a=b\"", "closing quote");
        Check("a=\"b\\\"", "closing quote");
        Check("a=\"\\x\"", "escapes");
        Check("a=~\"[\"", "with a regular expression that can be read (missing closing ]: `[`)");
        Check("a=~\"(\"", "with a regular expression that can be read (insufficient closing parentheses)");
        Check("a=~\"*\"", "that can be read (quantifier after nothing)");
        Check("a=~\"\\\\q\"", "that can be read (invalid escape sequence: `\\q`)");
        Check("a=~\"\\\\1\"", "that can be read (invalid escape sequence: `\\1`)");
        Check("a=~\"(?=b)\"", "linear time");
    }

    [Test, CancelAfter(60_000)]
    public void No_text_makes_it_throw(CancellationToken cancel)
    {
        string[] pieces = ["a", "severity", "=", "=~", "!=", "!~", "\"", "\\", "\n", " ", "(", ")", "[", "*", "é", "\ud800", "0", "{", "}", "|", "(?<=", "\\1", "\0"];
        var random = new Random(20261121);
        var valid = 0;
        for (var round = 0; round < 20_000 && !cancel.IsCancellationRequested; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (!MatcherText.TryParse(text, out var matcher, out _))
                continue;
            valid++;
            Assert.That(MatcherText.TryParse($"{matcher}", out var again, out _), Is.True, text);
            Assert.That($"{again}", Is.EqualTo($"{matcher}"), text);
        }

        Assert.That(valid, Is.InRange(100, 19_000));
    }
}
