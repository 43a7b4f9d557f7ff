using System.Globalization;
using System.Text.RegularExpressions;
using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The latency histogram against the truth: a server that logs how long every statement took.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed partial class PostgresLatencyTests(int major)
{
    const string Name = "postgres.statements";
    const int Intervals = 4;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Test]
    public async Task Quantiles_and_shares_are_close_to_what_the_server_has_logged()
    {
        await using var server = await PostgresServer.StartAsync(major, new()
        {
            Settings = new Dictionary<string, string> { ["log_min_duration_statement"] = "0" },
        });
        await using var polls = new PostgresPolls(server);
        await polls.PollAsync(Name);
        var logged = (await server.LogAsync()).Length;

        for (var i = 1; i < Intervals; i++)
        {
            await LatencyWorkload.RunAsync(server, Interval);
            await polls.PollAsync(Name);
        }

        await LatencyWorkload.RunAsync(server, Interval);
        var last = await polls.PollAsync(Name);
        var truth = Executions((await server.LogAsync())[logged..]);
        var estimate = Buckets(last);

        Assert.That(estimate[^1], Is.EqualTo(truth.Length).Within(10), "what polling executes may be logged before and counted after");
        Assert.That(last.Duplicates, Is.Zero);

        TestContext.Out.WriteLine($"PostgreSQL {major}, {truth.Length} executions, {Intervals} readings\n");
        using (Assert.EnterMultipleScope())
        {
            CheckQuantiles(truth, estimate);
            CheckShares(truth, estimate);
        }
    }

    static void CheckQuantiles(double[] truth, long[] estimate)
    {
        var buckets = LatencyHistogram.Bounds.Select(bound => (long)truth.Count(value => value <= bound)).Append(truth.Length).ToArray();
        TestContext.Out.WriteLine("| quantile | truth, ms | truth in the same buckets, ms | estimate, ms | error |\n|---|---|---|---|---|");
        foreach (var q in new[] { 0.5, 0.75, 0.9, 0.95, 0.99 })
        {
            var (exact, want, got) = (truth[(int)(q * truth.Length)], Quantile(q, buckets), Quantile(q, estimate));
            WriteLine($"| p{100 * q} | {exact * 1000:0.0} | {want * 1000:0.0} | {got * 1000:0.0} | {(100 * got / want) - 100:0.0} % |");
            Assert.That(got, Is.EqualTo(want).Within(15).Percent, $"p{100 * q}");
        }
    }

    static void CheckShares(double[] truth, long[] estimate)
    {
        TestContext.Out.WriteLine("\n| at most, s | truth | estimate | error, points |\n|---|---|---|---|");
        for (var i = 0; i < LatencyHistogram.Bounds.Length; i++)
        {
            var bound = LatencyHistogram.Bounds[i];
            var (want, got) = (100.0 * truth.Count(value => value <= bound) / truth.Length, 100.0 * estimate[i] / estimate[^1]);
            WriteLine($"| {bound} | {want:0.0} % | {got:0.0} % | {got - want:0.0} |");
            Assert.That(got, Is.EqualTo(want).Within(3), $"at most {bound} s");
        }
    }

    static void WriteLine(FormattableString line) => TestContext.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>As <c>histogram_quantile</c> has it.</summary>
    static double Quantile(double q, long[] buckets)
    {
        var rank = q * buckets[^1];
        var i = Array.FindIndex(buckets, count => count >= rank);
        var (low, below) = i == 0 ? (0, 0) : (LatencyHistogram.Bounds[i - 1], buckets[i - 1]);
        return low + ((LatencyHistogram.Bounds[i] - low) * (rank - below) / (buckets[i] - below));
    }

    static long[] Buckets(PollResult result) =>
        [.. from line in result.Lines("pg_statement_exec_seconds_bucket{datname=\"postgres\"") select long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)];

    /// <summary>Seconds, in ascending order. Parsing and binding are logged as well, and are not executions.</summary>
    static double[] Executions(string log) =>
        [.. from Match match in Duration().Matches(log) select double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / 1000 into seconds orderby seconds select seconds];

    [GeneratedRegex(@"duration: ([0-9.]+) ms  (?:execute|statement)")]
    private static partial Regex Duration();
}
