using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

internal sealed class PromqlParserTests
{
    [Test]
    public void An_expression_prints_in_Prometheus_form_and_that_parses_to_itself()
    {
        Check("1", "1");
        Check("1e3", "1000");
        Check("0x1F", "31");
        Check("017", "15");
        Check("1_000", "1000");
        Check(".5", "0.5");
        Check("-inf", "-Inf");
        Check("NaN", "NaN");
        Check("90s", "1m30s");
        Check("-1h", "-1h");
        Check("'a\"b'", "\"a\\\"b\"");
        Check("`a\\b`", "\"a\\\\b\"");
        Check(@"""\x41\101\u00e9\U0001F600\n""", "\"AAé😀\\n\"");
        Check("foo", "foo");
        Check("foo{}", "foo");
        Check("foo{b='2',a='1',}", "foo{a=\"1\",b=\"2\"}");
        Check("""{"foo bar",'ü'!="x"}""", "{\"ü\"!=\"x\",__name__=\"foo bar\"}");
        Check("{__name__=~'a|b',c!~'d'}", "{__name__=~\"a|b\",c!~\"d\"}");
        Check("foo[5m]", "foo[5m]");
        Check("foo[300]", "foo[5m]");
        Check("foo [ 5m ] offset -1h @ 1.5", "foo[5m] @ 1.500 offset -1h");
        Check("foo @ end() offset 1d", "foo @ end() offset 1d");
        Check("rate(foo[1m])[1h:30s] @ start()", "rate(foo[1m])[1h:30s] @ start()");
        Check("foo[1w:]", "foo[1w:]");
        Check("foo[1w1d:]", "foo[8d:]");
        Check("a+b*c^d", "a + b * c ^ d");
        Check("-2^2", "-2 ^ 2");
        Check("-(foo)", "-(foo)");
        Check("a > BOOL b", "a > bool b");
        Check("a AND ON(x,y) b", "a and on (x, y) b");
        Check("a / ignoring(x) group_left b", "a / ignoring (x) group_left () b");
        Check("a * on() group_right(\"ü\",z) b", "a * on () group_right (\"ü\", z) b");
        Check("sum(foo)", "sum(foo)");
        Check("sum(foo) by (a,b)", "sum by (a, b) (foo)");
        Check("SUM without() (foo)", "sum without () (foo)");
        Check("topk by(a) (3, foo)", "topk by (a) (3, foo)");
        Check("count_values('x', foo)", "count_values(\"x\", foo)");
        Check("sum + by # names\n * on", null);
        Check("sum + by # names\n * offset", "sum + by * offset");
        Check("sum by (by, on, without_, atan2) (sum{sum='x'})", "sum by (by, on, without_, atan2) (sum{sum=\"x\"})");
        Check("clamp(foo, 1, 2)", "clamp(foo, 1, 2)");
        Check("time()", "time()");

        static void Check(string text, string? want)
        {
            if (want is null)
            {
                Assert.That(() => PromqlParser.Parse(text), Throws.TypeOf<PromqlException>(), text);
                return;
            }

            var printed = PromqlParser.Parse(text).ToString();
            Assert.That(printed, Is.EqualTo(want));
            Assert.That(PromqlParser.Parse(printed).ToString(), Is.EqualTo(want));
        }
    }

    [Test]
    public void Operators_bind_as_in_Prometheus()
    {
        Check("1 + 2 * 3 ^ 2 ^ 0", "(1+(2*(3^(2^0))))");
        Check("1 - 2 - 3", "((1-2)-3)");
        Check("a or b and c unless d", "(aor((bandc)unlessd))");
        Check("a == b + c", "(a==(b+c))");
        Check("a * b atan2 c / d", "(((a*b)atan2c)/d)");
        Check("-a ^ b", "-((a^b))");
        Check("-a * b", "(-(a)*b)");
        Check("2 ^ -a * b", "((2^-(a))*b)");

        static void Check(string text, string want) => Assert.That(Grouped(PromqlParser.Parse(text)), Is.EqualTo(want));

        static string Grouped(Expression expression) => expression switch
        {
            BinaryExpression binary => $"({Grouped(binary.Left)}{BinaryOperatorWord.Text(binary.Operator)}{Grouped(binary.Right)})",
            UnaryExpression unary => $"-({Grouped(unary.Inner)})",
            _ => expression.ToString(),
        };
    }

    [Test]
    public void A_part_knows_its_place()
    {
        const string Text = "  sum by (a) (rate(foo{b=\"c\"}[5m] offset 1m)) ";
        var sum = (Aggregation)PromqlParser.Parse(Text);
        var call = (FunctionCall)sum.Inner;
        var matrix = (MatrixSelector)call.Arguments[0];
        Check(sum, "sum by (a) (rate(foo{b=\"c\"}[5m] offset 1m))");
        Check(call, "rate(foo{b=\"c\"}[5m] offset 1m)");
        Check(matrix, "foo{b=\"c\"}[5m] offset 1m");
        Check(matrix.Selector, "foo{b=\"c\"}");

        static void Check(Expression part, string want) => Assert.That(Text[part.Start..part.End], Is.EqualTo(want));
    }

    [Test]
    public void What_an_expression_reads_is_told_with_how_far_back()
    {
        Check("foo", "foo 5m");
        Check("foo[1h] offset 30m", "foo 1h30m");
        Check("rate(a[5m]) / b offset -10m", "a 5m, b 0s");
        Check("max_over_time(sum(rate(a{x=\"y\"}[5m]))[1h:1m] offset 1d)", "a{x=\"y\"} 1d1h5m");
        Check("1 + time()", "");

        static void Check(string text, string want)
        {
            var read = Selectors.Of(PromqlParser.Parse(text))
                .Select(one => $"{new VectorSelector(one.Matchers[^1].Value, one.Matchers)} {PromqlDuration.Format(one.Window)}");
            Assert.That(string.Join(", ", read), Is.EqualTo(want));
        }
    }
}
