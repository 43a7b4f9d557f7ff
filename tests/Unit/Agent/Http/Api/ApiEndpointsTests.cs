using System.IO.Compression;
using System.Text;
using MetricsAgent.History;
using MetricsAgent.Http.Api;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Unit.Agent.Http.Api;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ApiEndpointsTests : IDisposable
{
    static readonly FamilySet Families = new("test");
    static readonly Family Requests = Families.Counter("test_requests_total", "Requests \"answered\".", "path");
    static readonly Family Load = Families.Gauge("test_load", "A gauge.");

    readonly ManualClock clock = new();
    readonly SnapshotStore store;
    readonly SeriesHistory history = new();
    readonly ApiEndpoints api;

    public ApiEndpointsTests()
    {
        store = new(clock);
        api = new(history, store, new(), clock);
        history.Keep([([new(Labels.MetricName, MatchKind.Equal, "test_requests_total")], TimeSpan.FromMinutes(10))]);
        var slot = store.Open("test", TimeSpan.FromSeconds(45));
        var samples = new Samples();
        for (var i = 1; i <= 40; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(15));
            samples.Add(Requests, 30 * i, "/");
            samples.Add(Load, i);
            slot.Publish(samples.Freeze(clock.GetTimestamp()));
            using var view = store.Read();
            history.Append(view, clock.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    public void Dispose() => api.Dispose();

    [Test]
    public async Task What_rules_read_has_a_past_and_everything_else_its_newest_value()
    {
        await Check("query", "?query=irate(test_requests_total[5m])", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"path":"/"},"value":[600,"2"]}]}}""");
        await Check("query", "?query=test_requests_total&time=300", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"test_requests_total","path":"/"},"value":[300,"600"]}]}}""");
        await Check("query", "?query=test_load", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"test_load"},"value":[600,"40"]}]}}""");
        await Check("query", "?query=test_load&time=300", """{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["test_load: 1 of 1 series have no past here, because no rule reads them"]}""");
        await Check("query", "?query=delta(test_load[5m])", """{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["test_load: 1 of 1 series have no past here, because no rule reads them"]}""");
        await Check("query_range", "?query=test_requests_total&start=570&end=600&step=15", """
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"test_requests_total","path":"/"},"values":[[570,"1140"],[585,"1170"],[600,"1200"]]}]}}
            """);
        await Check("query_range", "?query=test_load&start=570&end=600&step=15", """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"test_load"},"values":[[600,"40"]]}]},"warnings":["test_load: 1 of 1 series have no past here, because no rule reads them"]}""");
    }

    [Test]
    public async Task Series_and_metadata_are_those_of_the_history_and_of_what_is_exposed()
    {
        await Check("label/__name__/values", "", """{"status":"success","data":["test_load","test_requests_total"]}""");
        await Check("labels", "", """{"status":"success","data":["__name__","path"]}""");
        await Check("series", "?match[]={__name__=~\"test.*\"}", """{"status":"success","data":[{"__name__":"test_load"},{"__name__":"test_requests_total","path":"/"}]}""");
        await Check("metadata", "?limit=1", """{"status":"success","data":{"test_load":[{"type":"gauge","unit":"","help":"A gauge."}]}}""");
        clock.Advance(TimeSpan.FromSeconds(50));
        await Check("label/__name__/values", "", """{"status":"success","data":["test_requests_total"]}""");
    }

    [Test]
    public async Task A_query_that_costs_too_much_time_or_too_many_samples_is_ended()
    {
        await Check("query", "?query=vector(1)&timeout=0", """{"status":"error","errorType":"timeout","error":"query timed out in query queue"}""", 503);
        await Check("query", "?query=count_over_time(vector(1)[2h:1ms])",
            """{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}""", 422);
    }

    [Test]
    public async Task What_is_not_there_is_told_with_what_is()
    {
        var (status, body) = await AskAsync("nosuch", "");
        Assert.That(status, Is.EqualTo(404));
        Assert.That(body, Does.StartWith("""{"status":"error","errorType":"not_found","error":"nothing at /api/v1/nosuch; there are query,"""));
        Assert.That((await AskAsync("label//values", "")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Long_answers_are_compressed_where_that_is_asked_for()
    {
        var context = Context("query_range", "?query=vector(1)&start=0&end=600&step=1");
        context.Request.Headers.AcceptEncoding = "gzip";
        await api.HandleAsync(context, "query_range");
        Assert.That(context.Response.Headers.ContentEncoding.ToString(), Is.EqualTo("gzip"));
        var packed = (MemoryStream)context.Response.Body;
        Assert.That(context.Response.ContentLength, Is.EqualTo(packed.Length));
        packed.Position = 0;
        using var unpacked = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        Assert.That(await unpacked.ReadToEndAsync(), Does.StartWith("{\"status\":\"success\"").And.EndWith("[600,\"1\"]]}]}}"));
    }

    async Task Check(string path, string query, string want, int status = 200)
    {
        var answer = await AskAsync(path, query);
        Assert.That(answer.Body, Is.EqualTo(want), path + query);
        Assert.That(answer.Status, Is.EqualTo(status));
    }

    async Task<(int Status, string Body)> AskAsync(string path, string query)
    {
        var context = Context(path, query);
        await api.HandleAsync(context, path);
        Assert.That(context.Response.ContentType, Is.EqualTo("application/json"));
        return (context.Response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    static DefaultHttpContext Context(string path, string query)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = ApiEndpoints.Prefix + path;
        context.Request.QueryString = new(query);
        context.Response.Body = new MemoryStream();
        return context;
    }
}
