using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

/// <summary>The words and places of errors. The contract tests compare hundreds more with a real Prometheus.</summary>
internal sealed class PromqlErrorTests
{
    [Test]
    public void What_is_written_wrongly_is_told_with_its_place()
    {
        Check("", "1:1: parse error: no expression found in input");
        Check(" # nothing", "1:1: parse error: no expression found in input");
        Check("1 +", "1:4: parse error: unexpected end of input");
        Check("sum(foo", "1:8: parse error: unclosed left parenthesis");
        Check("foo bar", "1:5: parse error: unexpected identifier \"bar\"");
        Check("foo{a=b}", "1:7: parse error: unexpected identifier \"b\" in label matching, expected string");
        Check("foo{a b}", "1:7: parse error: unexpected identifier \"b\" in label matching, expected label matching operator");
        Check("foo\n  {a=\"b\" c=\"d\"}", "2:10: parse error: unexpected identifier \"c\" in label matching, expected \",\" or \"}\"");
        Check("foo[5m", "1:7: parse error: unclosed left bracket");
        Check("foo[5m] 5m", "1:9: parse error: unexpected duration \"5m\"");
        Check("foo[0]", "1:5: parse error: duration must be greater than 0");
        Check("foo[1m+1m]", "1:5: parse error: experimental duration expression is not enabled");
        Check("foo offset", "1:11: parse error: unexpected end of input in offset, expected number or duration");
        Check("sum by x (foo)", "1:8: parse error: unexpected identifier \"x\" in grouping opts, expected \"(\"");
        Check("foo{a=~\"(\"}", "1:5: parse error: error parsing regexp: ", isStart: true);
        Check("'x", "1:1: parse error: unterminated quoted string");
        Check("'\\q'", "1:1: parse error: unknown escape sequence U+0071 'q'");
        Check("foo $", "1:5: parse error: unexpected character: '$'");
        Check("1m1h", "1:1: parse error: not a valid duration string: \"1m1h\"");
    }

    [Test]
    public void What_makes_no_sense_is_told_with_its_place()
    {
        Check("rate(foo)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector");
        Check("sum(foo[5m])", "1:5: parse error: expected type instant vector in aggregation expression, got range vector");
        Check("topk('3', foo)", "1:6: parse error: expected type scalar in aggregation parameter, got string");
        Check("abs()", "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 0");
        Check("round(foo, 1, 2)", "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3");
        Check("label_join(foo, 'a')", "1:1: parse error: expected at least 3 argument(s) in call to \"label_join\", got 2");
        Check("nosuch(foo)", "1:1: parse error: unknown function with name \"nosuch\"");
        Check("1 > 2", "1:3: parse error: comparisons between scalars must use BOOL modifier");
        Check("foo + bool bar", "1:5: parse error: bool modifier can only be used on comparison operators");
        Check("1 and foo", "1:1: parse error: set operator \"and\" not allowed in binary scalar expression");
        Check("foo and on(a) group_left bar", "1:1: parse error: no grouping allowed for \"and\" operation");
        Check("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher");
        Check("{a=~\".*\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher");
        Check("foo{__name__=\"bar\"}", "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\"");
        Check("sum(foo) offset 5m", "1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery");
        Check("foo offset 1m offset 1m", "1:1: parse error: offset may not be set multiple times");
    }

    [Test]
    public void What_Prometheus_has_behind_a_flag_is_refused()
    {
        Check("mad_over_time(foo[5m])", "1:1: parse error: function \"mad_over_time\" is not enabled");
        Check("limitk(1, foo)", "1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions");
    }

    [Test]
    public void What_needs_native_histograms_says_so_and_what_to_use_instead() =>
        Check("1 + histogram_count(foo)",
            "1:5: parse error: function \"histogram_count\" needs native histograms, which the agent does not keep; use histogram_quantile over the \"_bucket\" series, or \"_sum\" and \"_count\"");

    [Test]
    public void Endless_nesting_is_refused_before_it_costs_the_stack()
    {
        foreach (var deep in new[] { new string('(', 100_000), new string('-', 100_000) + "1", string.Join('+', Enumerable.Repeat("1", 100_000)), "foo" + string.Concat(Enumerable.Repeat("[1m:]", 10_000)) })
            Assert.That(() => PromqlParser.Parse(deep), Throws.TypeOf<PromqlException>().With.Message.StartsWith("the expression is nested more than 250 levels deep"));
    }

    static void Check(string text, string want, bool isStart = false)
    {
        var error = Assert.Throws<PromqlException>(() => PromqlParser.Parse(text), text);
        Assert.That(error!.Describe(text), isStart ? Does.StartWith(want) : Is.EqualTo(want), text);
    }
}
