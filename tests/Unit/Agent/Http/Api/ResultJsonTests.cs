using System.Text;
using MetricsAgent.Http.Api;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using ValueType = MetricsAgent.Rules.Promql.ValueType;

namespace MetricsAgent.Tests.Unit.Agent.Http.Api;

public sealed class ResultJsonTests
{
    static readonly Labels Up = Labels.Of((Labels.MetricName, "up"), ("job", "a\"<ä>"));

    [Test]
    public void Every_type_of_result_is_written_as_Prometheus_writes_it()
    {
        Check(new() { Type = ValueType.Scalar, Scalar = 1e-7 }, """{"resultType":"scalar","result":[12.345,"0.0000001"]}""");
        Check(new() { Type = ValueType.Text, Text = "a\n" }, """{"resultType":"string","result":[12.345,"a\n"]}""");
        Check(new() { Type = ValueType.Vector }, """{"resultType":"vector","result":[]}""");
        Check(new() { Type = ValueType.Vector, Vector = [new(Up, 1e-7), new(Labels.None, double.NaN)] },
            """{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"a\"<ä>"},"value":[12.345,"1e-07"]},{"metric":{},"value":[12.345,"NaN"]}]}""");
        Check(new() { Type = ValueType.Matrix, Matrix = [new(Labels.None, [0, 1500], [double.PositiveInfinity, 2])] },
            """{"resultType":"matrix","result":[{"metric":{},"values":[[0,"+Inf"],[1.500,"2"]]}]}""");

        static void Check(QueryResult result, string want) => Assert.That(
            Encoding.UTF8.GetString(ApiAnswer.Success(new(json => ResultJson.Write(json, result, 12_345))).Span), Is.EqualTo($$"""{"status":"success","data":{{want}}}"""));
    }

    [Test]
    public void Warnings_follow_the_data() => Assert.That(
        Encoding.UTF8.GetString(ApiAnswer.Success(new(json => json.WriteNullValue(), "so", "so")).Span), Is.EqualTo("""{"status":"success","data":null,"warnings":["so","so"]}"""));

    [Test]
    public void Errors_have_a_type_and_a_status()
    {
        Check(new(ApiErrorType.BadData, "b"), 400, "bad_data");
        Check(new(ApiErrorType.Execution, "e"), 422, "execution");
        Check(new(ApiErrorType.Timeout, "t"), 503, "timeout");
        Check(new(ApiErrorType.NotFound, "n"), 404, "not_found");

        static void Check(ApiException error, int status, string word)
        {
            Assert.That(error.Status, Is.EqualTo(status));
            Assert.That(Encoding.UTF8.GetString(ApiAnswer.Error(error).Span), Is.EqualTo($$"""{"status":"error","errorType":"{{word}}","error":"{{error.Message}}"}"""));
        }
    }
}
