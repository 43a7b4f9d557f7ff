using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Contract.Exporter;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

/// <summary>Whatever other programs write, reading it does not throw, and what is exposed of it is in the format.</summary>
internal sealed class ForeignFuzzTests
{
    const int Rounds = 2000;

    const string Text = "# HELP a A \\\\ b\\n\n# TYPE a gauge\na{x=\"1\",y=\"\\\"\"} 1.5\na 2 3\n# TYPE h histogram\nh_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count 3\n"
        + "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 1\ns_count 2\nb{z=\"ü\"} NaN\n";

    const string Alphabet = "abhs_le1.5+-eInfNaN{}=\"\\,# \t\nHELPTYPE";

    readonly ForeignFamilies families = new(100, (name, _) => name == "h_sum") { MakesHelps = true };
    readonly Samples samples = new();

    [Test]
    public void A_text_that_is_cut_off_anywhere_does_no_harm()
    {
        var text = Encoding.UTF8.GetBytes(Text);
        for (var length = 0; length <= text.Length; length++)
            Check(text[..length]);
    }

    [Test]
    public void Random_bytes_do_no_harm()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(500)];
            random.NextBytes(bytes);
            Check(bytes);
        }
    }

    [Test]
    public void Random_texts_of_the_formats_own_words_do_no_harm()
    {
        var random = new Random(2);
        string[] words = ["a", "h", "s", "h_bucket", "h_sum", "s_count", "{", "}", "le=\"1\"", "le=\"+Inf\"", "quantile=\"0.5\"", "x=\"y\"", ",", " ", "1", "NaN", "# HELP ", "# TYPE ", "gauge", "histogram", "summary", "\n", "\n", "\n"];
        for (var round = 0; round < Rounds; round++)
            Check(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(80)).Select(_ => words[random.Next(words.Length)]))));
    }

    [Test]
    public void Bytes_that_were_overwritten_do_no_harm()
    {
        var random = new Random(3);
        for (var round = 0; round < Rounds; round++)
        {
            var text = Encoding.UTF8.GetBytes(Text);
            for (var hit = random.Next(1, 20); hit > 0; hit--)
                text[random.Next(text.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : Alphabet[random.Next(Alphabet.Length)]);
            Check(text);
        }
    }

    /// <summary>A strict reader reads the result, and the same texts again give it again.</summary>
    void Check(byte[] text)
    {
        var first = Poll(text);
        if (first.Length > 0)
            Assert.That(() => ScrapedText.Parse(first), Throws.Nothing, Encoding.UTF8.GetString(text));
        Assert.That(Poll(text), Is.EqualTo(first));
        Assert.That(Poll(Encoding.UTF8.GetBytes(first)), Is.EqualTo(first), Encoding.UTF8.GetString(text));
    }

    string Poll(byte[] text)
    {
        families.Begin();
        families.Read(text, "fuzz.prom");
        families.Emit(samples);
        return Golden.Exposed.Text(samples.Freeze(TimeProvider.System.GetTimestamp()));
    }
}
