using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

/// <summary>What other programs wrote in the text format, and what is exposed of it.</summary>
internal sealed class ForeignFamiliesTests
{
    const string Everything = """
        # HELP backup_bytes A \\ and a\nnew line and a "quote".
        # TYPE backup_bytes gauge
        backup_bytes{host="db\"1\"\\",path="a\nb"} 1.5
        backup_bytes{host="ü"} -2
        # HELP backup_runs_total Runs.
        # TYPE backup_runs_total counter
        backup_runs_total 1.7976931348623157E+308
        # HELP job_seconds How long.
        # TYPE job_seconds histogram
        job_seconds_bucket{job="a",le="0.5"} 1
        job_seconds_bucket{job="a",le="1"} 2
        job_seconds_bucket{job="a",le="+Inf"} 3
        job_seconds_sum{job="a"} 4.25
        job_seconds_count{job="a"} 3
        # HELP parse_seconds How long.
        # TYPE parse_seconds summary
        parse_seconds{quantile="0.5"} 0.1
        parse_seconds{quantile="0.99"} NaN
        parse_seconds_sum 7
        parse_seconds_count 12
        # HELP plain As it came.
        # TYPE plain untyped
        plain +Inf

        """;

    [Test]
    public void What_the_agent_writes_it_reads_and_writes_again_the_same()
    {
        var first = Text(Everything);
        Assert.That(first, Is.EqualTo(Everything));
        Assert.That(Text(first), Is.EqualTo(first));
    }

    [Test]
    public void What_the_format_leaves_open_is_read()
    {
        static void Check(string text, params string[] want) => Assert.That(Lines(text), Is.EqualTo(want), text);

        Check("a 1\n", "a 1");
        Check("a\t1\n  b  2  \n\n\t\n", "a 1", "b 2");
        Check("a{} 1\nb{ } 2\n", "a 1", "b 2");
        Check("a{x=\"1\",} 1\na { y = \"2\" , x=\"3\" } 2\n", "a{x=\"1\"} 1", "a{x=\"3\",y=\"2\"} 2");
        Check("a{x=\"\"} 1\n", "a 1");
        Check("a{x=\"}, y\"} 1\n", "a{x=\"}, y\"} 1");
        Check("a:b{_x9=\"1\"} 1e3\n", "a:b{_x9=\"1\"} 1000");
        Check("a 1\n#\n# a comment\n#HELP a Help.\n# TYPO a gauge\nb 2\n", "a 1", "b 2");
        Check("a +1.\nb .5\nc -inf\nd Infinity\ne nan\nf 1E-9\n", "a 1", "b 0.5", "c -Inf", "d +Inf", "e NaN", "f 1E-09");
        Check("# TYPE a GAUGE\na 1\n", "a 1");
        Check("a_count 1\na_sum 2\na_bucket 3\n", "a_bucket 3", "a_count 1", "a_sum 2");
        Check("# TYPE a summary\na_bucket 3\n", "a_bucket 3");
        Check("# TYPE a summary\na_sum 3\na_count 1\n", "a_sum 3", "a_count 1");
        Check("# TYPE h histogram\nh_count 3\nh_bucket{le=\"2\"} 2\nh_bucket{le=\"1.0\"} 1\nh_sum 9\n", "h_bucket{le=\"1\"} 1", "h_bucket{le=\"2\"} 2", "h_bucket{le=\"+Inf\"} 3", "h_sum 9", "h_count 3");
        Check("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\n", "h_bucket{le=\"+Inf\"} 2", "h_sum 1", "h_count 2");
        Check("{\"a.b\",\"c d\"=\"1\"} 1\n{\"ü\\\"1\"} 2\n{\"plain\"} 3\n", "__1 2", "a_b{c_d=\"1\"} 1", "plain 3");
        Check("# TYPE \"h.s\" histogram\n{\"h.s_bucket\",le=\"+Inf\"} 2\n{\"h.s_sum\"} 1\n{\"h.s_count\"} 2\n", "h_s_bucket{le=\"+Inf\"} 2", "h_s_sum 1", "h_s_count 2");
        Check("");
    }

    [Test]
    public void A_bad_line_is_left_out_and_told_and_the_others_stay()
    {
        static void Check(string line, string part, string what, params string[] want)
        {
            var reading = new Reading();
            reading.Read($"before 1\n{line}\nafter 2\n");
            Assert.That(reading.Lines(), Is.EquivalentTo(want.Append("before 1").Append("after 2")), line);
            Assert.That(reading.Missing(), Has.Some.Matches<string>(missing => missing.StartsWith($"{part} ", StringComparison.Ordinal) && missing.Contains("a.prom:", StringComparison.Ordinal) && missing.Contains(what, StringComparison.Ordinal)), line);
        }

        Check("9a 1", "lines", "does not begin with a metric name");
        Check("{x=\"1\"} 1", "lines", "does not begin with a metric name");
        Check("a{\"b\"} 1", "lines", "two metric names");
        Check("{\"b\",\"c\"} 1", "lines", "no '='");
        Check("# TYPE \"b gauge", "lines", "no metric name");
        Check("a", "lines", "no number");
        Check("a x", "lines", "no number");
        Check("a 0x10", "lines", "no number");
        Check("a 1_000", "lines", "no number");
        Check("a 1e999", "lines", "no number");
        Check("a 1,5", "lines", "no number");
        Check("a ١", "lines", "no number");
        Check("a 1\r", "lines", "ends in CR");
        Check("# TYPE a gauge\r\na 1\r", "lines", "ends in CR");
        Check("a 1 x", "lines", "timestamp is no whole number");
        Check("a 1 2 3", "lines", "something follows");
        Check("a{x=\"1\" 1", "lines", "neither ',' nor '}'");
        Check("a{x=\"1} 1", "lines", "value does not end");
        Check("a{x=\"1\\", "lines", "escape that is none");
        Check("a{x=\"\\t\"} 1", "lines", "escape that is none");
        Check("a{x=1} 1", "lines", "not quoted");
        Check("a{x} 1", "lines", "no '='");
        Check("a{=\"1\"} 1", "lines", "no name");
        Check("a{1x=\"1\"} 1", "lines", "no name");
        Check("a{", "lines", "do not end");
        Check("a{x=\"1\",x=\"2\"} 1", "lines", "comes twice");
        Check("a{__name__=\"b\"} 1", "lines", "Prometheus' own");
        Check("# TYPE a", "lines", "unknown type");
        Check("# TYPE a histgram", "lines", "unknown type");
        Check("# HELP 9 x", "lines", "no metric name");
        Check("# HELP a \\x", "lines", "escape that is none");
        Check("# HELP a x\n# HELP a x", "lines", "second HELP");
        Check("# TYPE a gauge\n# TYPE a gauge", "lines", "second TYPE");
        Check("a 1\n# TYPE a gauge", "lines", "after its samples", "a 1");
        Check("a 1\na 2", "duplicates", "a comes twice", "a 1");
        Check("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2", "duplicates", "comes twice", "a{x=\"1\",y=\"2\"} 1");
        Check("a 1\na{x=\"\"} 2", "duplicates", "comes twice", "a 1");
        Check("a 1 1700000000000", "timestamps", "ignored", "a 1");
        Check("# TYPE h histogram\nh 1", "lines", "'le' is missing");
        Check("# TYPE h histogram\nh_bucket{le=\"x\"} 1", "lines", "'le' is missing, or no number");
        Check("# TYPE h histogram\nh_sum{le=\"1\"} 1", "lines", "has no 'le'");
        Check("# TYPE h histogram\nh_bucket{le=\"1\"} 1", "lines", "without a count");
        Check("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 1\nh_count 1", "duplicates", "comes twice", "h_bucket{le=\"1\"} 1", "h_bucket{le=\"+Inf\"} 1", "h_sum NaN", "h_count 1");
        Check("# TYPE h histogram\nh_bucket{le=\"1\"} -1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1", "lines", "a bucket with a negative count");
        Check("# TYPE h histogram\nh_bucket{le=\"+Inf\"} -3\nh_sum 1\nh_count -3", "lines", "a negative count");
        Check("# TYPE s summary\ns_sum 1\ns_count -1", "lines", "a negative count");
        Check("# TYPE s summary\ns{quantile=\"+Inf\"} 1", "lines", "not finite");
        Check("# TYPE own_thing gauge\nown_thing 1", "names", "the agent's own");
    }

    [Test]
    public void Bytes_that_are_no_UTF8_spoil_only_their_line()
    {
        var reading = new Reading();
        reading.Read([.. "a 1\nb{x=\""u8, 0xFF, .. "\"} 1\nc{x=\"ü\"} 2\n"u8], "a.prom");
        Assert.That(reading.Lines(), Is.EqualTo(["a 1", "c{x=\"ü\"} 2"]));
        Assert.That(reading.Missing(), Is.EqualTo(["lines malformed a.prom:2: it is not UTF-8"]));
    }

    [Test]
    public void A_last_line_without_an_end_may_be_cut_off_and_is_left_out()
    {
        var reading = new Reading();
        reading.Read("a 1\nb 12");
        Assert.That(reading.Lines(), Is.EqualTo(["a 1"]));
        Assert.That(reading.Missing(), Is.EqualTo(["lines malformed a.prom:2: the last line has no end"]));
    }

    [Test]
    public void Two_texts_add_to_one_family_and_the_first_ones_word_stands()
    {
        var reading = new Reading();
        Assert.That(reading.Read("# HELP a First.\n# TYPE a gauge\na{x=\"1\"} 1\n", "a.prom"), Is.True);
        Assert.That(reading.Read("# TYPE a gauge\na{x=\"2\"} 2\n", "b.prom"), Is.True);
        Assert.That(reading.Read("# HELP a Other.\n# TYPE a gauge\na{x=\"3\"} 3\n", "c.prom"), Is.False);
        Assert.That(reading.Read("# TYPE a counter\na{x=\"4\"} 4\nb 1\n", "d.prom"), Is.False);
        Assert.That(reading.Read("# TYPE a gauge\na{x=\"1\"} 5\n", "e.prom"), Is.False);
        Assert.That(reading.Text(), Is.EqualTo("# HELP a First.\n# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} 2\na{x=\"3\"} 3\n# HELP b Metric read from d.prom\n# TYPE b untyped\nb 1\n"));
        Assert.That(reading.Missing(), Is.EqualTo((string[])
        [
            "help malformed c.prom:1: another help for a than before, which stands: 'First.'",
            "types malformed d.prom:2: a is left out: it has another type in a.prom",
            "duplicates malformed e.prom:2: a{x=\"1\"} comes twice",
        ]));
    }

    [Test]
    public void Poll_after_poll_it_says_what_the_texts_say_now()
    {
        var reading = new Reading();
        foreach (var (text, want) in new[]
        {
            ("# HELP a A.\n# TYPE a gauge\na 1\n", "# HELP a A.\n# TYPE a gauge\na 1\n"),
            ("# HELP a B.\n# TYPE a counter\na 2\n", "# HELP a B.\n# TYPE a counter\na 2\n"),
            ("", ""),
            ("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_count 1\na_sum 1\n", "# HELP a Metric read from a.prom\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n"),
            ("# TYPE a histogram\na_bucket{le=\"2\"} 1\na_count 1\na_sum 1\n", "# HELP a Metric read from a.prom\n# TYPE a histogram\na_bucket{le=\"2\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n"),
            ("a_count 1\n", "# HELP a_count Metric read from a.prom\n# TYPE a_count untyped\na_count 1\n"),
        })
        {
            Assert.That(reading.Read(text), Is.True);
            Assert.That(reading.Text(), Is.EqualTo(want));
        }
    }

    [Test]
    public void Twenty_faults_of_a_sort_are_told_and_three_of_them_logged()
    {
        var samples = new Samples();
        var faults = new ForeignFaults();
        for (var line = 1; line <= 22; line++)
            faults.Add("lines", Reason.Malformed, "a.prom", line, "bad");
        faults.Emit(samples);
        var missing = samples.Freeze(0).Missing.Single();
        Assert.That(missing.Detail, Does.StartWith("a.prom:1: bad; a.prom:2: bad").And.EndsWith("a.prom:20: bad; and 2 more"));
        Assert.That(missing.Brief, Is.EqualTo("a.prom:1: bad; a.prom:2: bad; a.prom:3: bad; and 19 more"));
    }

    [Test]
    public void A_text_above_the_limit_is_left_out_and_told()
    {
        var reading = new Reading(mostSeries: 3);
        reading.Read(string.Concat(Enumerable.Range(0, 100).Select(i => $"a{{i=\"{i}\"}} 1\n")));
        Assert.That(reading.Lines(), Is.Empty);
        Assert.That(reading.Missing().Single(), Is.EqualTo("series limit_reached a.prom: left out, because its 100 series are more than the 3 that max_series (3) has left for it; raise it in the configuration"));
        reading.Read("# HELP a Comments take no room.\n\n\na{i=\"1\"} 1\na{i=\"2\"} 1\na{i=\"3\"} 1\n");
        Assert.That(reading.Lines(), Has.Length.EqualTo(3));
        Assert.That(reading.Missing(), Is.Empty);
    }

    [Test]
    public void Series_above_the_limit_are_told_once()
    {
        var samples = new Samples();
        var families = new ForeignFamilies(2, (_, _) => false);
        families.Begin();
        families.Read("a 1\nb 1\nc 1\nd 1\n"u8, "a.prom");
        families.Emit(samples);
        families.Faults.Emit(samples);
        Assert.That(families.LeftOut, Is.EqualTo(2));
        Assert.That(samples.Freeze(0).Missing.Single().Detail, Is.EqualTo("a.prom:3: series above max_series (2) are left out, from here on; raise it in the configuration"));
    }

    [Test]
    public void The_second_poll_allocates_nothing()
    {
        var samples = new Samples();
        var families = new ForeignFamilies(1000, (_, _) => false);
        var text = Encoding.UTF8.GetBytes(Everything);
        Poll();

        Assert.That(Allocation.Of(Poll), Is.Zero);
        Assert.That(families.Faults.Count, Is.Zero);

        void Poll()
        {
            families.Begin();
            families.Read(text, "a.prom");
            families.Emit(samples);
            samples.Clear();
        }
    }

    [Test]
    public void Names_labels_and_helps_that_change_all_the_time_do_not_grow_memory()
    {
        var reading = new Reading();
        for (var poll = 0; poll < 2000; poll++)
            Poll(poll);
        Assert.That(reading.Remembered, Is.LessThan(1000));

        void Poll(int poll)
        {
            reading.Read($"# HELP a Of {poll}.\na 1\nb{poll} 1\nc{{l{poll}=\"x\"}} 1\nd{{l=\"{poll}\"}} 1\n# TYPE h histogram\nh_bucket{{le=\"{poll}\"}} 1\nh_count 1\nh_sum 1\n");
            Assert.That(reading.Lines(), Has.Length.EqualTo(8));
        }
    }

    static string Text(string exposition)
    {
        var reading = new Reading();
        Assert.That(reading.Read(exposition.ReplaceLineEndings("\n")), Is.True, string.Join('\n', reading.Missing()));
        return reading.Text();
    }

    static string[] Lines(string exposition)
    {
        var reading = new Reading();
        Assert.That(reading.Read(exposition), Is.True, exposition);
        return reading.Lines();
    }

    /// <summary>Polls, each of the texts that came since the last.</summary>
    sealed class Reading
    {
        readonly ForeignFamilies families;
        readonly Samples samples = new();
        string[] missing = [];

        internal Reading(int mostSeries = 1000)
        {
            families = new(mostSeries, (name, _) => name.StartsWith("own_", StringComparison.Ordinal)) { MakesHelps = true, LeavesOutWholeTexts = true };
            families.Begin();
        }

        internal bool Read(string text, string source = "a.prom") => Read(Encoding.UTF8.GetBytes(text), source);

        /// <returns>Whether nothing is wrong with it so far.</returns>
        internal bool Read(byte[] text, string source)
        {
            families.Read(text, source);
            return !families.Faults.Concern(source);
        }

        internal string[] Lines() => [.. Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')];

        internal string Text()
        {
            families.Emit(samples);
            families.Faults.Emit(samples);
            var snapshot = samples.Freeze(TimeProvider.System.GetTimestamp());
            missing = [.. snapshot.Missing.Select(entry => $"{entry.Part} {entry.Reason.Label()} {entry.Detail}")];
            families.Begin();
            return Golden.Exposed.Text(snapshot);
        }

        internal int Remembered => families.Remembered + samples.Remembered;

        /// <summary>Of the poll that was shown last.</summary>
        internal string[] Missing() => missing;
    }
}
