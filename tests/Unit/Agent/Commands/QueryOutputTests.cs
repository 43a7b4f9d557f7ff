using System.Text;
using MetricsAgent.Commands;

namespace MetricsAgent.Tests.Unit.Agent.Commands;

public sealed class QueryOutputTests
{
    [Test]
    public void A_vector_is_a_table_of_series() => Assert.That(Data("""{"resultType":"vector","result":[{"metric":{"job":"a","__name__":"up"},"value":[1,"1"]},{"metric":{},"value":[1,"-0.5"]}]}"""), Is.EqualTo("""
        SERIES       VALUE
        up{job="a"}  1
        {}           -0.5

        """));

    [Test]
    public void A_matrix_has_a_line_for_each_point() => Assert.That(Data("""{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[0,"1"],[1.5,"0"]]}]}"""), Is.EqualTo("""
        SERIES  TIME                      VALUE
        up      1970-01-01T00:00:00.000Z  1
                1970-01-01T00:00:01.500Z  0

        """));

    [Test]
    public void Scalars_and_strings_are_printed_alone()
    {
        Assert.That(Data("""{"resultType":"scalar","result":[1,"42"]}"""), Is.EqualTo("42\n"));
        Assert.That(Data("""{"resultType":"string","result":[1,"a b"]}"""), Is.EqualTo("a b\n"));
    }

    [Test]
    public void Errors_and_warnings_are_told_apart()
    {
        Assert.That(Read("""{"status":"error","errorType":"bad_data","error":"so"}"""), Is.EqualTo(new QueryOutput("", [], "so", IsBadData: true)));
        Assert.That(Read("""{"status":"error","errorType":"execution","error":"so"}""")!.IsBadData, Is.False);
        Assert.That(Read("""{"status":"success","data":{"resultType":"scalar","result":[1,"42"]},"warnings":["hm"]}""")!.Warnings, Is.EqualTo(["hm"]));
    }

    [Test]
    public void What_is_no_answer_is_none_whatever_the_bytes()
    {
        foreach (var text in (string[])["", "<html>", "null", "[]", "{}", "{\"status\":1}", "{\"status\":\"success\"}", "{\"status\":\"success\",\"data\":[]}"])
            Assert.That(Read(text), Is.Null, text);

        const string whole = """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1.5,"1"],[1e99,"2"]]}]},"warnings":["hm"]}""";
        Assert.That(Read(whole), Is.Not.Null);
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder(whole);
            for (var change = 0; change < 3; change++)
                text[random.Next(text.Length)] = "{}[]\",:0123456789.e-nul"[random.Next(23)];
            Assert.DoesNotThrow(() => Read(text.ToString()), text.ToString());
        }
    }

    static string Data(string data) => Read($$"""{"status":"success","data":{{data}}}""")!.Text;

    static QueryOutput? Read(string text) => QueryOutput.Read(Encoding.UTF8.GetBytes(text));
}
