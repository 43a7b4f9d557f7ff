using System.Text;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Tests.Contract.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

/// <summary>Whatever is written as an expression: it is one, prints as one and evaluates, or there is an error of ours.</summary>
internal sealed class PromqlFuzzTests
{
    const int Rounds = 3000;

    static readonly string[] Words =
        ["sum", "by", "(", ")", "{", "}", "[", "]", "a", "b:c", "=", "=~", "!~", "!=", "\"x\"", "'(.*'", "`", ",", "1", "5m", "0x", "1e", ".5", "-", "+", "^", "==",
            "bool", "on", "group_left", "offset", "@", "start()", "rate", "[5m]", "[5m:1m]", "topk", "quantile", "and", "#", "\n", "inf", "nan", "label_replace", "\\", "ü", "😀"];

    static readonly MemorySeries Series = MemorySeries.Load("""
        a{x="1"} 1+1x10 stale 5 6
        a{x="2"} NaN Inf -Inf 1e300 1e300 0
        b:c _ _ 3 4
        """);

    [Test]
    public void Words_of_the_language_in_any_order_do_no_harm()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
            Check(string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(14)).Select(_ => Words[random.Next(Words.Length)])));
    }

    [Test]
    public void Expressions_that_were_cut_or_overwritten_do_no_harm()
    {
        var random = new Random(2);
        var grammar = new ExpressionGrammar(3);
        for (var round = 0; round < Rounds; round++)
        {
            var text = new StringBuilder(grammar.Next());
            for (var hits = random.Next(4); hits > 0 && text.Length > 0; hits--)
            {
                var at = random.Next(text.Length);
                _ = random.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(6), text.Length - at)),
                    1 => text.Insert(at, Words[random.Next(Words.Length)]),
                    _ => text.Replace(text[at], (char)random.Next(0x20, 0x7f), at, 1),
                };
            }

            Check(text.ToString());
        }
    }

    [Test]
    public void Random_characters_do_no_harm()
    {
        var random = new Random(4);
        for (var round = 0; round < Rounds; round++)
            Check(new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => (char)random.Next(round % 2 == 0 ? 0x80 : 0x10000))]));
    }

    [Test]
    public void Regular_expressions_of_any_characters_do_no_harm()
    {
        var random = new Random(5);
        for (var round = 0; round < Rounds; round++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => @"a(b)[c]{1,2}|*+?^$\dPQExz:<>-=!i."[random.Next(33)]));
            Check($"a{{x=~`{pattern}`}}");
            Check($"label_replace(a, 'y', '$1', 'x', `{pattern}`)");
        }
    }

    static void Check(string text)
    {
        Expression expression;
        try
        {
            expression = PromqlParser.Parse(text);
        }
        catch (PromqlException e)
        {
            Assert.That(e.Position, Is.InRange(0, text.Length), text);
            return;
        }

        var printed = expression.ToString();
        Assert.That(PromqlParser.Parse(printed).ToString(), Is.EqualTo(printed), text);
        try
        {
            new Evaluator(Series, new EvaluationLimits { Samples = 100_000 }).Instant(expression, 600_000);
        }
        catch (EvaluationException e)
        {
            Assert.That(e.Message, Is.Not.Empty);
        }
    }
}
