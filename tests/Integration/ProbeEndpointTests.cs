using System.Net;
using System.Text.RegularExpressions;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>GET /probe</c> of a running agent: blackbox_exporter's, for what is allowed.</summary>
public sealed class ProbeEndpointTests
{
    TargetServer server = null!;
    AgentProcess agent = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        server = await TargetServer.StartAsync();
        agent = await AgentProcess.StartAsync($"""
            collectors:
              node: {"{enabled: false}"}
              probe:
                modules:
                  - name: http_2xx
                    allow: ['{server.Http}good', '{server.Http}redirect*', '{server.Http}status/*', '{server.Http}hang']
                  - name: patient
                    allow: ['{server.Http}*']
                    headers: {"{X-Api-Key: s3cret}"}
                  - name: tcp_connect
                    allow: ['tcp://127.0.0.1:{server.Http.Port}']
                  - name: tls
                    allow: ['{server.Https}good']
                    tls_config: {"{ca_file: " + server.CaFile + "}"}
            """);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await agent.DisposeAsync();
        await server.DisposeAsync();
    }

    [Test]
    public async Task An_allowed_target_is_probed_and_exposed_as_blackbox_exporter_does()
    {
        var text = await Ask("target=" + Uri.EscapeDataString($"{server.Http}good"));
        Assert.That(text, Does.Contain("\nprobe_success 1\n").And.Contain("\nprobe_http_status_code 200\n").And.Contain("""probe_http_duration_seconds{phase="connect"}""").And.Contain("\nprobe_timeout_seconds 5\n"));
        Assert.That(await Ask("target=" + Uri.EscapeDataString($"{server.Http}good"["http://".Length..])), Does.Contain("\nprobe_success 1\n"), "without a scheme it is http");
        Assert.That(await Ask($"module=tcp_connect&target=127.0.0.1:{server.Http.Port}"), Does.Contain("\nprobe_success 1\n"), "or what the module allows");
        Assert.That(await Ask("module=tls&target=" + Uri.EscapeDataString($"{server.Https}good"["https://".Length..])), Does.Contain("\nprobe_success 1\n"));
        Assert.That(await Ask("target=" + Uri.EscapeDataString($"{server.Http}status/500")), Does.Contain("\nprobe_success 0\n").And.Contain("""probe_failure_reason{reason="status"} 1"""));
        Assert.That(await Ask("module=tls&target=" + Uri.EscapeDataString($"{server.Https}good")), Does.Contain("\nprobe_success 1\n").And.Contain("probe_ssl_earliest_cert_expiry "));
    }

    [Test]
    public async Task Prometheus_gets_OpenMetrics_and_its_timeout_is_kept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("probe?target=" + Uri.EscapeDataString($"{server.Http}hang"), UriKind.Relative));
        request.Headers.Add("X-Prometheus-Scrape-Timeout-Seconds", "0.75");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0");
        using var response = await agent.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/openmetrics-text"));
        Assert.That(text, Does.Contain("\nprobe_success 0\n").And.Contain("""probe_failure_reason{reason="timeout"} 1""").And.Match(@"\nprobe_timeout_seconds 0\.2\d*\n").And.EndWith("# EOF\n"));
    }

    [Test]
    public async Task A_redirect_does_not_lead_out_of_what_is_allowed()
    {
        Assert.That(await Ask("target=" + Uri.EscapeDataString($"{server.Http}redirect?n=3")), Does.Contain("\nprobe_success 1\n").And.Contain("\nprobe_http_redirects 3\n"));
        var elsewhere = Uri.EscapeDataString($"{server.Http}redirect?to=" + Uri.EscapeDataString($"{server.Http}echo"));
        Assert.That(await Ask($"target={elsewhere}"), Does.Contain("\nprobe_success 0\n").And.Contain("""probe_failure_reason{reason="redirects"} 1"""));
        Assert.That(await Ask($"debug=true&target={elsewhere}"), Does.Contain("the redirect is not followed: the module does not allow where it leads"));
        Assert.That(await Ask($"module=patient&target={elsewhere}"), Does.Contain("\nprobe_success 1\n"));
    }

    [Test]
    public async Task What_is_not_allowed_is_not_asked()
    {
        await Refused("", "target= has to be one URL");
        await Refused("target=", "target= has to be one URL");
        await Refused($"target={server.Http}good&target={server.Http}good", "target= has to be one URL");
        await Refused($"module=nosuch&target={server.Http}good", "module= has to be one of: http_2xx, patient, tcp_connect, tls");
        await Refused($"hostname=other.example&target={server.Http}good", "hostname= is not taken: a module names the host");
        foreach (var target in (string[])[
            $"{server.Http}echo", $"{server.Http}good?x=1", $"{server.Http}good/", $"{server.Http}good/../echo", $"{server.Http}good%2f..%2fecho", $"{server.Http}status/..%2fecho", $"{server.Http}status/%2e%2e/echo",
            $"http://127.0.0.1:{agent.Port}/metrics", "http://127.0.0.1/good", "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/",
            $"https://127.0.0.1:{server.Http.Port}/good", $"http://localhost:{server.Http.Port}/good", $"http://127.0.0.1.nip.io:{server.Http.Port}/good", $"http://[::ffff:127.0.0.1]:{server.Http.Port}/good",
            $"http://me:pw@127.0.0.1:{server.Http.Port}/good", $"http://127.0.0.1:{server.Http.Port}@evil.example/good", $"http://127.0.0.1:{server.Http.Port}\\@evil.example/good", $"http://evil.example#@127.0.0.1:{server.Http.Port}/good",
            $"{server.Http}good\r\nX-Evil: 1", $"{server.Http}good\t", $"{server.Http}good#x", $" {server.Http}good", "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/good", "//127.0.0.1/good", "/good", "http://", "http:good"])
            await Refused("target=" + Uri.EscapeDataString(target), "");
    }

    [Test]
    public async Task Debugging_explains_and_nothing_but_a_count_is_exposed_by_the_agent_itself()
    {
        var good = Uri.EscapeDataString($"{server.Http}good");
        var text = await Ask($"module=patient&debug=true&target={good}");
        Assert.That(text, Does.StartWith("UP ").And.Contain("connected to 127.0.0.1 port").And.Contain("HTTP/1.1 200 OK").And.Not.Contain("s3cret"));

        // It is as old as a second.
        var metrics = "";
        for (var i = 0; i < 100 && !Regex.IsMatch(metrics, """module="patient",result="success"\} [1-9]"""); i++)
        {
            await Task.Delay(100);
            metrics = await agent.GetAsync();
        }

        Assert.That(metrics, Does.Match("""agent_probe_requests_total\{module="patient",result="success"\} [1-9]""").And.Not.Contain("\nprobe_"));
    }

    async Task<string> Ask(string query)
    {
        using var response = await agent.Http.GetAsync(new Uri($"probe?{query}", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return text;
    }

    async Task Refused(string query, string error)
    {
        using var response = await agent.Http.GetAsync(new Uri($"probe?{query}", UriKind.Relative));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), query);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(error).And.Not.Contain("probe_success"));
    }
}
