using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The HTTP surface of a running agent.</summary>
public sealed class HttpTests
{
    AgentProcess agent = null!;

    [OneTimeSetUp]
    public async Task Start() => agent = await AgentProcess.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await agent.DisposeAsync();

    [Test]
    public async Task A_scrape_without_preferences_gets_text()
    {
        using var response = await GetAsync("metrics");
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\nnode_load1 ").And.Contain("agent_build_info{").And.Not.Contain("# EOF"));
    }

    [Test]
    public async Task Prometheus_gets_OpenMetrics_compressed()
    {
        using var response = await GetAsync("metrics", request =>
        {
            request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        });
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8"));
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(["gzip"]));
        await using var unzipped = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.That(await new StreamReader(unzipped).ReadToEndAsync(), Does.EndWith("\n# EOF\n"));
    }

    [Test]
    public async Task Head_answers_with_the_headers_alone()
    {
        using var response = await GetAsync("metrics", request => request.Method = HttpMethod.Head);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentLength, Is.GreaterThan(1000));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task Filters_take_domains_names_and_node_exporters_names()
    {
        await Check("metrics/node", "node_load1", "agent_build_info");
        await Check("metrics/self", "agent_build_info", "node_load1");
        await Check("metrics?collect[]=loadavg", "node_load1", "agent_build_info");
        await Check("metrics?collect[]=node.loadavg&collect[]=self", "node_load1", "no_such_metric");
        await Check("metrics?exclude[]=node", "agent_build_info", "node_load1");

        async Task Check(string path, string there, string notThere) =>
            Assert.That(await agent.GetAsync(path), Does.Contain(there).And.Not.Contain(notThere), path);
    }

    [Test]
    public async Task What_cannot_be_answered_says_what_can()
    {
        await Check("metrics?collect[]=nosuch", HttpStatusCode.BadRequest, "No collector is called 'nosuch'. There are: ");
        await Check("metrics?collect[]=node&exclude[]=self", HttpStatusCode.BadRequest, "collect[] and exclude[] cannot be combined");
        await Check("metrics/nosuch", HttpStatusCode.NotFound, "/metrics/node");
        await Check("nosuch", HttpStatusCode.NotFound, "Nothing at /nosuch");
        await Check("metrics", HttpStatusCode.MethodNotAllowed, "POST is not allowed", HttpMethod.Post);

        async Task Check(string path, HttpStatusCode status, string text, HttpMethod? method = null)
        {
            using var response = await GetAsync(path, request => request.Method = method ?? HttpMethod.Get);
            Assert.That(response.StatusCode, Is.EqualTo(status), path);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(text));
            Assert.That(response.Content.Headers.ContentType, Is.Not.Null);
        }
    }

    [Test]
    public async Task Health_and_the_landing_page_answer()
    {
        Assert.That(await agent.GetAsync("health/liveness"), Is.EqualTo("{\"status\":\"alive\"}\n"));
        Assert.That(await Eventually(() => agent.GetAsync("health/readiness")), Is.EqualTo("{\"status\":\"ready\"}\n"));
        Assert.That(await agent.GetAsync("/"), Does.Contain("<a href=\"/metrics\">").And.Contain("node.loadavg"));
    }

    [Test]
    public async Task Two_hundred_scrapers_at_once_are_all_answered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => agent.GetAsync()));
        Assert.That(answers, Has.All.Contain("\nnode_load1 "));
    }

    [Test]
    public async Task Readers_that_do_not_read_cost_little_memory()
    {
        await agent.GetAsync();
        var before = agent.ResidentBytes;
        var readers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 300; i++)
            {
                var reader = new TcpClient { ReceiveBufferSize = 1024 };
                readers.Add(reader);
                await reader.ConnectAsync(agent.Http.BaseAddress!.Host, agent.Port);
                await reader.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: agent\r\n\r\nGET /metrics HTTP/1.1\r\nHost: agent\r\n\r\n"u8.ToArray());
            }

            Assert.That(await agent.GetAsync(), Does.Contain("\nnode_load1 "), "another scraper is served");
            Assert.That(agent.ResidentBytes - before, Is.LessThan(60L << 20));
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    [Test]
    public async Task A_collector_that_is_off_is_told_from_one_that_does_not_exist()
    {
        using var off = await GetAsync("metrics?collect[]=postgres.activity");
        Assert.That(await off.Content.ReadAsStringAsync(), Does.StartWith("'postgres.activity' is not switched on, or has no target. There are: "));
    }

    async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        change?.Invoke(request);
        return await agent.Http.SendAsync(request);
    }

    static async Task<string> Eventually(Func<Task<string>> get)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await get();
            }
            catch (HttpRequestException) when (i < 50)
            {
                await Task.Delay(100);
            }
        }
    }
}
