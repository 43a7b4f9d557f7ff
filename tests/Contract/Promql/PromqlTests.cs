using System.Globalization;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>Our evaluator and a real Prometheus 3 answer alike, on the same samples.</summary>
internal sealed class PromqlTests
{
    const int Generated = 1500;

    /// <summary>On the grid of samples and beside it, before the first one, where series begin and end.</summary>
    static readonly long[] Instants = [.. new[] { 3_600_000, 3_607_123, 1_800_000, 2_100_000, 3_000_000, 3_240_000, 3_285_000, 2_000, 5_990_000, 6_400_000 }.Select(at => PromqlData.Start + at)];

    static readonly (long Start, long End, long Step)[] Ranges =
        [(PromqlData.Start + 600_000, PromqlData.Start + 4_200_000, 60_000), (PromqlData.Start + 2_999_123, PromqlData.Start + 3_400_000, 7_000)];

    readonly TemporaryDirectory directory = new("promql");
    Prometheus prometheus = null!;

    /// <summary>Comparisons that were of something, not of two empty answers or two errors.</summary>
    int answered;

    [OneTimeSetUp]
    public async Task Start()
    {
        var blocks = directory.File("data");
        await Promtool.CreateBlocksAsync(directory.Write("samples.txt", PromqlData.OpenMetrics()), blocks);
        prometheus = await Prometheus.StartNewestAsync(blocks);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await prometheus.DisposeAsync();
        directory.Dispose();
    }

    [Test]
    public async Task It_is_Prometheus_3()
    {
        var version = await Command.RunAsync(Prometheus.NewestProgram("prometheus"), ["--version"]);
        Assert.That(version.Output, Does.StartWith("prometheus, version 3."));
    }

    [Test]
    public async Task Written_expressions_answer_alike_at_instants()
    {
        Differences differences = new();
        foreach (var expression in PromqlExpressions.All)
        {
            foreach (var time in Instants)
                differences.Add(expression, await CompareAsync(expression, time));
        }

        differences.DemandNone(atLeast: 4000);
    }

    [Test]
    public async Task What_is_no_expression_is_told_in_the_same_words_at_the_same_place()
    {
        Differences differences = new();
        foreach (var expression in PromqlExpressions.All)
        {
            var theirs = Answer.Of(await prometheus.AskAsync("api/v1/query", Parameters(expression, ("time", "0")))).Error;
            var ours = Evaluate(expression, 0, (evaluator, tree) => evaluator.Instant(tree, 0)).Error;
            theirs = theirs?.Replace("invalid parameter \"query\": ", "", StringComparison.Ordinal);
            differences.Add(expression, Comparable(theirs) == Comparable(ours) ? null : $"{ours}, not {theirs}");
        }

        differences.DemandNone(atLeast: 500);
    }

    [Test]
    public async Task An_expression_prints_as_Prometheus_prints_it()
    {
        Differences differences = new();
        var grammar = new ExpressionGrammar(30);
        foreach (var expression in PromqlExpressions.All.Concat(Enumerable.Range(0, 300).Select(_ => grammar.Next())))
        {
            var answer = await prometheus.AskAsync("api/v1/format_query", Parameters(expression));
            var theirs = answer.GetProperty("status").GetString() == "success" ? answer.GetProperty("data").GetString()! : null;
            // What is longer than a line is broken into several, and after "ignoring ()" it forgets what it groups by.
            if (theirs is not null && !theirs.Contains('\n', StringComparison.Ordinal))
                differences.Add(expression, PromqlParser.Parse(expression).ToString() is var ours && ours == theirs ? null : $"{ours}, not {theirs}");
        }

        differences.DemandNone(atLeast: 300);
    }

    [Test]
    public async Task Written_expressions_answer_alike_over_ranges()
    {
        Differences differences = new();
        foreach (var expression in PromqlExpressions.All)
        {
            foreach (var (start, end, step) in Ranges)
                differences.Add(expression, await CompareAsync(expression, start, end, step));
        }

        differences.DemandNone(atLeast: 800);
    }

    [Test]
    public async Task Generated_expressions_answer_alike()
    {
        Differences differences = new();
        var grammar = new ExpressionGrammar(20);
        var before = answered;
        for (var i = 0; i < Generated; i++)
        {
            var expression = grammar.Next();
            differences.Add(expression, await CompareAsync(expression, Instants[i % Instants.Length]));
            if (i % 3 == 0)
            {
                var (start, end, step) = Ranges[i % Ranges.Length];
                differences.Add(expression, await CompareAsync(expression, start, end, step));
            }
        }

        differences.DemandNone(atLeast: Generated);
        Assert.That(answered - before, Is.GreaterThan(Generated / 2));
    }

    /// <summary>What is wrong in a regular expression or a number has .NET's words, or shows more of the text.</summary>
    static string? Comparable(string? error)
    {
        foreach (var own in new[] { "error parsing regexp: ", "error parsing number: ", "bad number or duration syntax: ", "unexpected character after '!': " })
        {
            if (error?.IndexOf(own, StringComparison.Ordinal) is > 0 and var at)
                return error[..at] + own;
        }

        return error;
    }

    async Task<string?> CompareAsync(string expression, long time)
    {
        var theirs = Answer.Of(await prometheus.AskAsync("api/v1/query", Parameters(expression, ("time", Seconds(time)))));
        var ours = Evaluate(expression, time, (evaluator, tree) => evaluator.Instant(tree, time));
        answered += ours.Series.Count > 0 ? 1 : 0;
        var difference = ours.Difference(theirs, Tolerance.Of(expression, isRange: false));
        if (difference is null && ours.Error is null && Tolerance.IsOrdered(expression))
            difference = ours.OrderDifference(theirs, Tolerance.AreEqualsOrdered(expression, ours.Order.Count));
        return difference is null ? null : $"at {time - PromqlData.Start}: {difference}";
    }

    async Task<string?> CompareAsync(string expression, long start, long end, long step)
    {
        var theirs = Answer.Of(await prometheus.AskAsync(
            "api/v1/query_range", Parameters(expression, ("start", Seconds(start)), ("end", Seconds(end)), ("step", Seconds(step)))));
        var ours = Evaluate(expression, start, (evaluator, tree) => evaluator.Range(tree, start, end, step));
        answered += ours.Series.Count > 0 ? 1 : 0;
        var difference = ours.Difference(theirs, Tolerance.Of(expression, isRange: true));
        return difference is null ? null : $"from {start - PromqlData.Start} to {end - PromqlData.Start} by {step}: {difference}";
    }

    static Answer Evaluate(string expression, long time, Func<Evaluator, Expression, QueryResult> evaluate)
    {
        try
        {
            return Answer.Of(evaluate(new Evaluator(PromqlData.Series), PromqlParser.Parse(expression)), time);
        }
        catch (PromqlException e)
        {
            return Answer.Failed(e.Describe(expression));
        }
        catch (EvaluationException e)
        {
            return Answer.Failed(e.Message);
        }
    }

    static Dictionary<string, string> Parameters(string expression, params (string, string)[] more) =>
        more.Append(("query", expression)).ToDictionary(one => one.Item1, one => one.Item2);

    static string Seconds(long milliseconds) => (milliseconds / 1000.0).ToString(CultureInfo.InvariantCulture);
}
