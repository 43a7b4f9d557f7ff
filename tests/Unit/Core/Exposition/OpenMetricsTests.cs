using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

/// <summary>What other programs wrote in OpenMetrics, and what is exposed of it.</summary>
internal sealed class OpenMetricsTests
{
    const string Everything = """
        # HELP build What it is.
        # TYPE build info
        build_info{version="1.2"} 1
        # HELP disk_seconds How long, with a \"quote\".
        # TYPE disk_seconds histogram
        # UNIT disk_seconds seconds
        disk_seconds_bucket{disk="a",le="0.5"} 1 # {trace_id="x"} 0.4 1520879607.789
        disk_seconds_bucket{disk="a",le="1.0"} 2
        disk_seconds_bucket{disk="a",le="+Inf"} 3 # {} 7
        disk_seconds_sum{disk="a"} 4.25
        disk_seconds_count{disk="a"} 3
        disk_seconds_created{disk="a"} 1520872607.123
        # HELP door Which way.
        # TYPE door stateset
        door{door="open"} 1
        door{door="shut"} 0
        # HELP plain As it came.
        # TYPE plain unknown
        plain 7
        # HELP queue_bytes What waits.
        # TYPE queue_bytes gaugehistogram
        # UNIT queue_bytes bytes
        queue_bytes_bucket{le="10.0"} 1
        queue_bytes_bucket{le="+Inf"} 2
        queue_bytes_gsum 30
        queue_bytes_gcount 2
        # HELP requests Answered.
        # TYPE requests counter
        requests_total{path="/a"} 5 # {trace_id="y",span_id="z"} 1 1520879607.789
        requests_created{path="/a"} 1520872607
        requests_total{path="/b"} 6
        # HELP rpc How long.
        # TYPE rpc summary
        rpc{quantile="0.5"} 0.1
        rpc_sum 7
        rpc_count 12
        rpc_created 1520872607
        # HELP temperature Now.
        # TYPE temperature gauge
        temperature -1.5
        # EOF

        """;

    const string Alphabet = "abh_le1.5+-eNaN{}=\"\\,# \nEOFTYPEUNIT";

    [Test]
    public void What_is_read_and_written_again_is_the_same_line_by_line()
    {
        var (text, missing) = Pass(Everything);
        Assert.That(text, Is.EqualTo(Everything));
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void In_the_text_format_it_has_the_same_samples_under_types_that_there_are()
    {
        var (text, _) = Pass(Everything, ExpositionFormat.Text);
        Assert.That(text, Does.Contain("# TYPE build_info gauge\nbuild_info{version=\"1.2\"} 1\n"));
        Assert.That(text, Does.Contain("# TYPE requests_total counter\nrequests_total{path=\"/a\"} 5\n"));
        Assert.That(text, Does.Contain("# TYPE door gauge\n"));
        Assert.That(text, Does.Contain("queue_bytes_gcount 2\n"));
        Assert.That(text, Does.Not.Contain("_created").And.Not.Contain("UNIT").And.Not.Contain("trace_id").And.Not.Contain("EOF"));
    }

    [Test]
    public void What_the_format_leaves_open_is_read()
    {
        static void Check(string text, params string[] want)
        {
            var (read, missing) = Pass(text + "# EOF\n");
            Assert.That(read.Split('\n')[..^2], Is.EqualTo(want), text);
            Assert.That(missing, Is.Empty, text);
        }

        Check("# TYPE a counter\n# HELP a Help.\na_total 1\n", "# HELP a Help.", "# TYPE a counter", "a_total 1");
        Check("# UNIT a_s s\n# TYPE a_s gauge\na_s 1\n", "# TYPE a_s gauge", "# UNIT a_s s", "a_s 1");
        Check("a 1\n", "# TYPE a unknown", "a 1");
        Check("# TYPE a counter\na 1\n", "# TYPE a unknown", "a 1");
        Check("# TYPE \"a.b\" counter\n{\"a.b_total\",\"c.d\"=\"1\"} 1\n", "# TYPE a_b counter", "a_b_total{c_d=\"1\"} 1");
        Check("# TYPE a gauge\n# TYPE b gauge\nb 1\n", "# TYPE b gauge", "b 1");
        Check("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_created 5\nh_sum 1\nh_count 1\n", "# TYPE h histogram", "h_bucket{le=\"+Inf\"} 1", "h_sum 1", "h_count 1", "h_created 5");
        Check("# TYPE g gauge\n# TYPE g_created gauge\ng_created 5\n", "# TYPE g_created gauge", "g_created 5");
    }

    [Test]
    public void A_bad_line_is_left_out_and_told_and_the_others_stay()
    {
        static void Check(string line, string what, params string[] want)
        {
            var (read, missing) = Pass($"a 1\n{line}\nz 2\n# EOF\n");
            Assert.That(read.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(kept => kept[0] != '#'), Is.EquivalentTo(want.Append("a 1").Append("z 2")), line);
            Assert.That(missing, Has.Some.Contains(what), line);
        }

        Check("b 1 x", "timestamp is no number");
        Check("b 1 1e999", "timestamp is no number");
        Check("b 1 2.5", "timestamp is ignored", "b 1");
        Check("b 1 # ", "exemplar is none");
        Check("b 1 # {x=\"1\"}", "exemplar is none");
        Check("b 1 # {x=\"1\" 2", "exemplar is none");
        Check("b 1 # {\"x\"} 2", "exemplar is none");
        Check("b 1 # {} 2 3 4", "exemplar is none");
        Check("b 1 2 3", "something follows");
        Check("# TYPE b counter\nb_created 3", "missing");
        Check("# TYPE b untyped\nb 3", "unknown type", "b 3");
        Check("# TYPE b counter\n# UNIT b seconds\nb_total 3", "the unit is ignored: the name b does not end in _seconds", "b_total 3");
        Check("# TYPE bseconds gauge\n# UNIT bseconds seconds\nbseconds 3", "the unit is ignored", "bseconds 3");
        Check("# TYPE seconds gauge\n# UNIT seconds seconds\nseconds 3", "the unit is ignored", "seconds 3");
    }

    [Test]
    public void A_unit_is_written_only_where_the_name_ends_in_it()
    {
        // The counter is exposed under another's type, and then its name has _total behind the unit.
        Samples first = new(), second = new(), alone = new();
        first.Add(new("wait_seconds_total", FamilyKind.Gauge, "", [], unit: "seconds"), 1);
        foreach (var samples in new[] { second, alone })
            samples.Add(new("wait_seconds_total", FamilyKind.Counter, "", ["x"], unit: "seconds"), 2, "y");
        Assert.That(Rendered.Text(ExpositionFormat.OpenMetrics, first, second), Does.Not.Contain("# UNIT"));
        Assert.That(Rendered.Text(ExpositionFormat.OpenMetrics, alone), Does.Contain("# TYPE wait_seconds counter\n# UNIT wait_seconds seconds\n"));
    }

    [Test]
    public void A_text_without_its_end_is_not_whole()
    {
        Assert.That(ForeignFamilies.IsWhole("a 1\n# EOF\n"u8));
        Assert.That(ForeignFamilies.IsWhole("a 1\n# EOF"u8));
        Assert.That(ForeignFamilies.IsWhole("# EOF\n"u8));
        Assert.That(ForeignFamilies.IsWhole("a 1\n"u8), Is.False);
        Assert.That(ForeignFamilies.IsWhole("a 1\n# EO"u8), Is.False);
        Assert.That(ForeignFamilies.IsWhole("a{b=\"# EOF"u8), Is.False);
        Assert.That(ForeignFamilies.IsWhole(""u8), Is.False);
        Assert.That(Pass("a 1\n# EOF\nb 2\n").Missing.Single(), Does.Contain("something follows # EOF"));
    }

    [Test]
    public void The_second_poll_allocates_nothing()
    {
        var samples = new Samples();
        var families = new ForeignFamilies(1000, (_, _) => false) { Labels = new([new("job", "a")], isHonored: false) };
        var claims = new FamilyClaims(_ => null);
        var holder = new ClaimHolder("a", 0);
        var text = Encoding.UTF8.GetBytes(Everything.ReplaceLineEndings("\n"));
        Poll();

        Assert.That(Allocation.Of(Poll), Is.Zero);
        Assert.That(families.Faults.Count, Is.Zero);

        void Poll()
        {
            families.Begin();
            families.Read(text, "a", ExpositionFormat.OpenMetrics);
            families.Claim(claims, holder, out _);
            families.Emit(samples);
            samples.Clear();
        }
    }

    [Test]
    public void Whatever_the_bytes_reading_them_does_no_harm()
    {
        var random = new Random(1);
        var families = new ForeignFamilies(100, (name, _) => name == "rpc_sum");
        var samples = new Samples();
        for (var round = 0; round < 2000; round++)
        {
            var text = Encoding.UTF8.GetBytes(Everything.ReplaceLineEndings("\n"));
            for (var hit = random.Next(1, 30); hit > 0; hit--)
                text[random.Next(text.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : Alphabet[random.Next(Alphabet.Length)]);
            if (random.Next(4) == 0)
                text = text[..random.Next(text.Length)];
            var first = Poll(text);
            Assert.That(Poll(text), Is.EqualTo(first));
            Assert.That(Poll(Encoding.UTF8.GetBytes(first)), Is.EqualTo(first), Encoding.UTF8.GetString(text));
        }

        string Poll(byte[] text)
        {
            families.Begin();
            families.Read(text, "fuzz", ExpositionFormat.OpenMetrics);
            families.Emit(samples);
            return Rendered.Text(samples, ExpositionFormat.OpenMetrics);
        }
    }

    static (string Text, string[] Missing) Pass(string exposition, ExpositionFormat format = ExpositionFormat.OpenMetrics)
    {
        var families = new ForeignFamilies(1000, (_, _) => false);
        var samples = new Samples();
        families.Begin();
        families.Read(Encoding.UTF8.GetBytes(exposition.ReplaceLineEndings("\n")), "a", ExpositionFormat.OpenMetrics);
        families.Emit(samples);
        families.Faults.Emit(samples);
        var text = Rendered.Text(samples, format);
        families.Emit(samples);
        families.Faults.Emit(samples);
        return (text, [.. samples.Freeze(0).Missing.Select(entry => entry.Detail)]);
    }
}
