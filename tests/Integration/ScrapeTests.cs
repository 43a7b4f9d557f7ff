using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Integration;

/// <summary>Programs with metrics of their own beside the agent, which it passes on.</summary>
internal sealed class ScrapeTests
{
    const string Healthy = "# HELP app_requests_total Answered.\n# TYPE app_requests_total counter\napp_requests_total{path=\"/\"} 5\n";

    [Test]
    public async Task What_node_exporter_exposes_comes_through_line_by_line()
    {
        await using var exporter = await Exporter.OfNodeAsync();
        // Kept: an exporter's numbers move from one scrape to the next.
        var direct = await exporter.ScrapeAsync();
        await using var app = await MetricsServer.StartAsync(direct);
        await using var agent = await StartAsync(app);

        var passed = await agent.GetAsync("metrics/app");

        Assert.That(Without(passed, app), Is.EqualTo(Sorted(direct)));
        await AssertUpAsync(agent, app, 1);
    }

    [Test]
    public async Task A_living_node_exporter_is_scraped_and_promtool_takes_it()
    {
        await using var exporter = await Exporter.OfNodeAsync();
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(exporter.Address, "node"));

        var passed = await agent.GetAsync();

        Assert.That(passed, Does.Contain($"up{{job=\"node\",instance=\"{exporter.Address.Authority}\"}} 1\n"));
        Assert.That(passed, Does.Match("node_load1\\{instance=\"[^\"]*\",job=\"node\"\\} "));
        Assert.That(passed, Does.Match("go_goroutines\\{instance=\"[^\"]*\",job=\"node\"\\} "));
        var lint = await Promtool.CheckMetricsAsync(passed);
        Assert.That(lint.ExitCode, Is.Not.EqualTo(1), $"it does not parse: {lint.Error}");
    }

    [Test]
    public async Task OpenMetrics_keeps_its_types_units_and_exemplars()
    {
        const string Body = """
            # TYPE app_seconds histogram
            # UNIT app_seconds seconds
            app_seconds_bucket{le="0.5"} 1 # {trace_id="x"} 0.4 1520879607.789
            app_seconds_bucket{le="+Inf"} 3
            app_seconds_sum 4.25
            app_seconds_count 3
            app_seconds_created 1520872607.123
            # EOF

            """;
        await using var app = await MetricsServer.StartAsync(Body.ReplaceLineEndings("\n"), MetricsServer.OpenMetrics);
        await using var agent = await StartAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics/app");
        request.Headers.Add("Accept", "application/openmetrics-text;version=1.0.0");
        using var answer = await agent.Http.SendAsync(request);

        var passed = await answer.Content.ReadAsStringAsync();

        Assert.That(passed, Does.Contain("# TYPE app_seconds histogram\n# UNIT app_seconds seconds\n"));
        Assert.That(passed, Does.Contain($"app_seconds_bucket{{instance=\"{app.Instance}\",job=\"app\",le=\"0.5\"}} 1 # {{trace_id=\"x\"}} 0.4 1520879607.789\n"));
        Assert.That(passed, Does.Contain($"app_seconds_created{{instance=\"{app.Instance}\",job=\"app\"}} 1520872607.123\n"));
        Assert.That(passed, Does.EndWith("# EOF\n"));
    }

    [Test]
    public async Task What_cannot_be_read_is_down_for_a_bounded_reason_and_costs_nothing_else()
    {
        await using var app = await MetricsServer.StartAsync(Healthy);
        await using var other = await MetricsServer.StartAsync("other 1\n");
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(app.Address, "app", "max_body: 1MiB", "timeout: 1s") + $"""
                  - job: other
                    url: {other.Address}
            """);
        await AssertUpAsync(agent, app, 1);

        await Check("endless", "limit_reached", async http =>
        {
            http.Response.ContentType = MetricsServer.Text;
            var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a 1\n", 10_000)));
            while (!http.RequestAborted.IsCancellationRequested)
                await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        });
        await Check("gzip bomb", "limit_reached", http => GzipAsync(http, new byte[64 << 20]));
        await Check("announced length", "limit_reached", http =>
        {
            http.Response.ContentLength = 1L << 40;
            return http.Response.StartAsync();
        });
        await Check("HTML", "unsupported", MetricsServer.Of("<html></html>", "text/html"));
        await Check("HTML that calls itself text", "malformed", MetricsServer.Of("<html>\n</html>\n"));
        await Check("OpenMetrics cut off", "malformed", MetricsServer.Of("a 1\nb 2\n", MetricsServer.OpenMetrics));
        await Check("broken gzip", "malformed", async http =>
        {
            http.Response.ContentType = MetricsServer.Text;
            http.Response.Headers.ContentEncoding = "gzip";
            await http.Response.WriteAsync("this is not gzip");
        });
        await Check("gzip cut off", "malformed", async http =>
        {
            http.Response.ContentType = MetricsServer.Text;
            http.Response.Headers.ContentEncoding = "gzip";
            await http.Response.Body.WriteAsync(Gzip(Healthy).AsMemory()[..^20], http.RequestAborted);
        });
        await Check("an encoding that nobody asked for", "unsupported", async http =>
        {
            http.Response.ContentType = MetricsServer.Text;
            http.Response.Headers.ContentEncoding = "br";
            await http.Response.WriteAsync("x");
        });
        await Check("redirect to a file", "unsupported", http => RedirectAsync(http, "file:///etc/passwd"));
        await Check("redirect for ever", "unsupported", http => RedirectAsync(http, "/metrics"));
        await Check("reset in the middle", "connection_lost", async http =>
        {
            http.Response.ContentType = MetricsServer.Text;
            await http.Response.WriteAsync(Healthy);
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        await Check("no answer", "timeout", http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await Check("slow", "timeout", async http =>
        {
            http.Response.ContentType = MetricsServer.Text;
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync("a 1\n", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(200, http.RequestAborted);
            }
        });
        await Check("forbidden", "authentication_failed", http => StatusAsync(http, 403));
        await Check("gone", "not_found", http => StatusAsync(http, 404));
        await Check("not ready", "not_ready", http => StatusAsync(http, 503));

        app.Answer = MetricsServer.Of(Healthy);
        Assert.That(await ScrapingAgent.UntilAsync(agent, text => text.Contains(Up(app, 1), StringComparison.Ordinal)), Does.Contain("app_requests_total{"));

        async Task Check(string what, string reason, RequestDelegate answer)
        {
            app.Answer = answer;
            var want = $"agent_collector_unavailable{{collector=\"app.scrape.target\",target=\"app\",reason=\"{reason}\"}} 1";
            var text = await ScrapingAgent.UntilAsync(agent, text => text.Contains(want, StringComparison.Ordinal), $"{what}: {reason}");
            Assert.That(text, Does.Contain(Up(app, 0)), what);
            Assert.That(text, Does.Not.Contain("app_requests_total").And.Contain("other{"), what);
        }
    }

    [Test]
    public async Task A_target_that_goes_away_is_down_at_once_and_comes_back()
    {
        var port = FreePort.Next();
        var app = await MetricsServer.StartAsync(Healthy, port: port);
        await using var agent = await StartAsync(app);
        await AssertUpAsync(agent, app, 1);

        await app.DisposeAsync();
        var text = await ScrapingAgent.UntilAsync(agent, text => text.Contains("collector=\"app.scrape.target\",target=\"app\",reason=\"connection_refused\"", StringComparison.Ordinal));
        Assert.That(text, Does.Contain(Up(app, 0)).And.Not.Contain("app_requests_total"));

        await using var again = await MetricsServer.StartAsync(Healthy, port: port);
        Assert.That(await AssertUpAsync(agent, again, 1), Does.Contain("app_requests_total{"));
    }

    [Test]
    public async Task Credentials_and_headers_go_along_and_nowhere_else()
    {
        await using var app = await MetricsServer.StartAsync();
        var good = MetricsServer.Of(Healthy);
        app.Answer = http => http.Request.Headers.Authorization == "Basic dTpzZWNyZXQ=" && http.Request.Headers["X-Key"] == "hidden" ? good(http) : StatusAsync(http, 401);
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(new UriBuilder(app.Address) { UserName = "u", Password = "secret" }.Uri, "app", "headers: {X-Key: hidden}"));

        await AssertUpAsync(agent, app, 1);
        app.Answer = http => StatusAsync(http, 401);
        var text = await AssertUpAsync(agent, app, 0);

        Assert.That(text, Does.Not.Contain("secret").And.Not.Contain("hidden"));
        Assert.That(() => agent.Log, Does.Contain("status 401").After(10_000, 50));   // written by a thread of its own
        Assert.That(agent.Log, Does.Not.Contain("secret").And.Not.Contain("hidden"));
    }

    [Test]
    public async Task A_bad_line_costs_itself_and_too_many_series_cost_those_above()
    {
        await using var app = await MetricsServer.StartAsync("good 1\nbad\ntwice 1\ntwice 2\nafter 3\n");
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(app.Address, "app", "max_body: 256MiB", "interval: 10s", "timeout: 10s").Replace("interval: 1s", "interval: 1s\n    max_series: 1000", StringComparison.Ordinal));

        var text = await agent.GetAsync();
        Assert.That(text, Does.Contain(Up(app, 1)).And.Contain("good{").And.Contain("after{").And.Contain("app.scrape.duplicates\",target=\"app\",reason=\"malformed\"").And.Contain("app.scrape.lines\",target=\"app\",reason=\"malformed\""));

        var many = new StringBuilder();
        for (var i = 0; i < 1_000_000; i++)
            many.Append("a{i=\"").Append(i).Append("\"} 1\n");
        app.Answer = MetricsServer.Of(many.ToString());
        text = await ScrapingAgent.UntilAsync(agent, text => text.Contains("app.scrape.series\",target=\"app\",reason=\"limit_reached\"", StringComparison.Ordinal) && text.Contains("\na{", StringComparison.Ordinal));
        Assert.That(text.Split('\n').Count(line => line.StartsWith("a{", StringComparison.Ordinal)), Is.EqualTo(1000));
        Assert.That(text, Does.Match("agent_collector_series_dropped_total\\{collector=\"app.scrape\",target=\"app\",reason=\"budget\"\\} [1-9]"));

        app.Answer = http =>
        {
            http.Response.ContentType = MetricsServer.Text;
            return http.Response.Body.WriteAsync((byte[])[.. "good 1\nb{x=\""u8, 0xFF, .. "\"} 1\n"u8]).AsTask();
        };
        text = await ScrapingAgent.UntilAsync(agent, text => text.Contains("good{", StringComparison.Ordinal));
        Assert.That(text, Does.Contain(Up(app, 1)).And.Not.Contain("\nb{"));
    }

    [Test]
    public async Task Names_are_chosen_and_labels_added_as_Prometheus_does_it()
    {
        await using var app = await MetricsServer.StartAsync("a_one{job=\"x\"} 1\na_two 2\nb 3\nup 0\nscrape_duration_seconds 5\n");
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(app.Address, "app", "include: 'a_.*|up|scrape_.*'", "exclude: .*_two", "instance: api-1", "labels: {team: payments}"));

        var lines = (await agent.GetAsync("metrics/app")).Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToArray();

        Assert.That(lines, Has.Some.EqualTo("a_one{exported_job=\"x\",instance=\"api-1\",job=\"app\",team=\"payments\"} 1"));
        Assert.That(lines, Has.Some.EqualTo("up{job=\"app\",instance=\"api-1\",team=\"payments\"} 1"));
        Assert.That(lines, Has.Some.EqualTo("scrape_samples_scraped{job=\"app\",instance=\"api-1\",team=\"payments\"} 5"));
        Assert.That(lines, Has.None.StartsWith("a_two").And.None.StartsWith("b{"));
        Assert.That(lines.Count(line => line.StartsWith("scrape_duration_seconds", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_wrong_with_a_certificate_or_an_answer_is_said_in_words_of_the_agents_own()
    {
        await using var web = await TargetServer.StartAsync();
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nZ-Z\r\n");

        await Check(web.ExpiredHttps, "a certificate of the server's chain is expired, or not valid yet", $"tls_config: {{ca_file: {web.CaFile}}}");
        await Check(web.WrongHostHttps, "the server's certificate is for another host name", $"tls_config: {{ca_file: {web.CaFile}}}");
        await Check(web.UntrustedHttps, "no trusted authority vouches for the server's certificate");
        await Check(new($"http://{listener.LocalEndpoint}/metrics"), "it is no HTTP that can be read");
        listener.Stop();
        await serving;

        static async Task Check(Uri url, string want, params string[] settings)
        {
            await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(url, "app", settings));
            Assert.That(() => agent.Log, Does.Contain(want).After(20_000, 50), url.ToString());
        }

        static async Task ServeAsync(System.Net.Sockets.TcpListener listener, string answer)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    _ = await client.GetStream().ReadAsync(new byte[4096]);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException or IOException)
            {
                // Stopped.
            }
        }
    }

    static Task<AgentProcess> StartAsync(MetricsServer app) => AgentProcess.StartAsync(ScrapingAgent.Configuration(app.Address, "app"));

    static Task<string> AssertUpAsync(AgentProcess agent, MetricsServer app, int value) =>
        ScrapingAgent.UntilAsync(agent, text => text.Contains(Up(app, value), StringComparison.Ordinal), Up(app, value));

    static string Up(MetricsServer app, int value) => $"up{{job=\"app\",instance=\"{app.Instance}\"}} {value}\n";

    static async Task GzipAsync(HttpContext http, byte[] content)
    {
        http.Response.ContentType = MetricsServer.Text;
        http.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Optimal);
        await gzip.WriteAsync(content, http.RequestAborted);
    }

    static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    static Task RedirectAsync(HttpContext http, string location)
    {
        http.Response.StatusCode = 302;
        http.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    static Task StatusAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>The target's lines without its labels, as it had them.</summary>
    static string[] Without(string passed, MetricsServer app)
    {
        var labels = $"instance=\"{app.Instance}\",job=\"app\"";
        string[] added = ["up", "scrape_duration_seconds", "scrape_body_size_bytes", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "agent_scrape_conflicts_total"];
        return Sorted(string.Join('\n', passed.Split('\n')
            .Where(line => !added.Contains(line.Split(' ', '{') is ["#", _, var name, ..] ? name : line.Split(' ', '{')[0]))));

        string[] Sorted(string text) => [.. Canonical(text).Order(StringComparer.Ordinal)];

        // With the target's labels in the place where they are sorted to.
        IEnumerable<string> Canonical(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Strip);

        string Strip(string line)
        {
            if (line[0] == '#')
                return line;
            Assert.That(line, Does.Contain($"instance=\"{app.Instance}\"").And.Contain("job=\"app\""));
            return line.Replace($"{{{labels}}}", "", StringComparison.Ordinal)
                .Replace($"instance=\"{app.Instance}\",", "", StringComparison.Ordinal).Replace($",instance=\"{app.Instance}\"", "", StringComparison.Ordinal)
                .Replace("job=\"app\",", "", StringComparison.Ordinal).Replace(",job=\"app\"", "", StringComparison.Ordinal).Replace("{job=\"app\"}", "", StringComparison.Ordinal);
        }
    }

    /// <summary>Lines of a text, with numbers as the agent writes them, and without empty labels, which are none to Prometheus.</summary>
    static string[] Sorted(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Number).Order(StringComparer.Ordinal)];

    static string Number(string line)
    {
        if (line[0] == '#')
            return line;
        var space = line.LastIndexOf(' ');
        if (!double.TryParse(line[(space + 1)..], CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return line;
        var text = Math.Abs(value) < 1e15 && value == Math.Truncate(value) ? ((long)value).ToString(CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
        return $"{Regex.Replace(line[..space], "[a-z_]+=\"\",?", "").Replace(",}", "}", StringComparison.Ordinal)} {text}";
    }
}
