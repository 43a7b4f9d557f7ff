using System.Net.Sockets;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>The newest blackbox_exporter and the agent probe the same targets: what both have is the same, and what only the exporter has is known.</summary>
internal sealed class BlackboxExporterTests
{
    [Test]
    public async Task Targets_are_the_same_to_both()
    {
        await using var web = await TargetServer.StartAsync();
        await using var names = await NameServer.StartAsync();
        await using var grpc = await GrpcHealthServer.StartAsync();
        using var directory = new TemporaryDirectory("blackbox");
        using var banner = TalkServer.OverTcp(stream => TalkServer.WriteAsync(stream, "hello\n220 mail.example ready\n"));
        using var unix = TalkServer.OverUnix(directory.File("app.sock"), async stream => await TalkServer.WriteAsync(stream, $"pong {await TalkServer.ReadLineAsync(stream)}\n"));

        ProbeCase[] cases = [.. Http(web), .. Connections(web, banner, directory.File("app.sock")), .. Names(names), .. Grpc(grpc, web), .. Icmp()];
        var agent = directory.Write("agent.yaml", $"collectors:\n  postgres: {{enabled: false}}\n  probe:\n    targets:\n{string.Concat(cases.Select(each => each.Agent))}");
        var result = await AgentProcess.RunAsync("metrics", "probe", "--config", agent);
        Assert.That(result.Output, Is.Not.Empty, result.Error);
        var ours = ScrapedText.Parse(result.Output);

        await CompareAsync(cases, directory, _ => Task.FromResult(ours));
    }

    [Test]
    public async Task Who_asks_for_a_probe_gets_the_same_of_both()
    {
        await using var web = await TargetServer.StartAsync();
        using var directory = new TemporaryDirectory("blackbox");
        // Neither needs a scheme for HTTP.
        ProbeCase[] cases = [.. Http(web), new("http_bare", new Uri(web.Http, "good").ToString(), null, $"{web.Http.Authority}/good", "prober: http, timeout: 10s")];
        await using var agent = await AgentProcess.StartAsync($"collectors:\n  node: {{enabled: false}}\n  probe:\n    modules:\n{string.Concat(cases.Select(each => each.AgentModule))}");
        await CompareAsync(cases, directory, async each => ScrapedText.Parse(await agent.GetAsync($"probe?module={each.Name}&target={Uri.EscapeDataString(each.Target)}")));
    }

    static async Task CompareAsync(ProbeCase[] cases, TemporaryDirectory directory, Func<ProbeCase, Task<IReadOnlyDictionary<string, ScrapedFamily>>> ask)
    {
        await using var blackbox = await Servers.Exporter.OfProbesAsync(directory.Write("blackbox.yml", $"modules:\n{string.Concat(cases.Select(each => each.Blackbox))}"));
        var complaints = new List<string>();
        foreach (var each in cases)
        {
            var comparison = new ProbeComparison(each.Name, ScrapedText.Parse(await blackbox.ProbeAsync(each.Name, each.Target)), await ask(each));
            complaints.AddRange(comparison.Complaints());
            TestContext.Out.WriteLine($"{each.Name}: {comparison.Common.Count()} in common");
            TestContext.Out.WriteLine($"  only blackbox_exporter: {string.Join(' ', comparison.OnlyTheirs)}");
            TestContext.Out.WriteLine($"  only the agent: {string.Join(' ', comparison.OnlyOurs)}");
            Assert.That(comparison.Common.Count(), Is.GreaterThanOrEqualTo(2), each.Name);
        }

        Assert.That(complaints, Is.Empty);
    }

    static ProbeCase[] Http(TargetServer web)
    {
        var trusted = $"tls_config: {{ca_file: {web.CaFile}}}";
        return
        [
            Case("http_good", web.Http, "good"),
            Case("http_500", web.Http, "500"),
            Case("http_redirect", web.Http, "redirect?n=2"),
            Case("http_unmatched", web.Http, "good", "body_matches: nothing", "fail_if_body_not_matches_regexp: [nothing]"),
            Case("https_good", web.Https, "good", trusted, trusted),
            Case("https_expired", web.ExpiredHttps, "good", trusted, trusted),
            Case("https_untrusted", web.UntrustedHttps, "good", trusted, trusted),
            Case("http_refused", new Uri($"http://127.0.0.1:{FreePort.Next()}/"), ""),
            Case("http_unknown", new Uri("http://nosuch.invalid/"), ""),
        ];

        static ProbeCase Case(string name, Uri server, string path, string? settings = null, string module = "") =>
            new(name, new Uri(server, path).ToString(), settings, new Uri(server, path).ToString(), $"prober: http, timeout: 10s, http: {{{module}}}");
    }

    static ProbeCase[] Connections(TargetServer web, TalkServer banner, string socket)
    {
        const string expect = "query_response: [{expect: '^220 (\\S+)', labels: [{name: banner, value: $1}]}]";
        const string bytes = "query_response: [{expect_bytes: 'hello'}]";
        const string other = "query_response: [{expect_bytes: 'olleh'}]";
        const string unmatched = "query_response: [{expect: '^221'}]";
        const string ping = "query_response: [{send: ping}, {expect: '^pong ping$'}]";
        var trusted = $"tls_config: {{ca_file: {web.CaFile}}}";
        return
        [
            Case("tcp", web.Http.Port),
            Case("tcp_refused", FreePort.Next()),
            Case("tcp_expect", banner.Port, expect),
            Case("tcp_bytes", banner.Port, bytes),
            Case("tcp_other", banner.Port, other),
            Case("tcp_unmatched", banner.Port, unmatched),
            new("tls", $"tls://127.0.0.1:{web.Https.Port}", trusted, $"127.0.0.1:{web.Https.Port}", $"prober: tcp, timeout: 10s, tcp: {{tls: true, {trusted}}}"),
            new("tls_expired", $"tls://127.0.0.1:{web.ExpiredHttps.Port}", trusted, $"127.0.0.1:{web.ExpiredHttps.Port}", $"prober: tcp, timeout: 10s, tcp: {{tls: true, {trusted}}}"),
            new("unix", $"unix://{socket}", $"unix: {{{ping}}}", socket, $"prober: unix, timeout: 10s, unix: {{{ping}}}"),
            new("unix_missing", $"unix://{socket}.not", null, $"{socket}.not", "prober: unix, timeout: 10s"),
        ];

        static ProbeCase Case(string name, int port, string steps = "") =>
            new(name, $"tcp://127.0.0.1:{port}", $"tcp: {{{steps}}}", $"127.0.0.1:{port}", $"prober: tcp, timeout: 10s, tcp: {{{steps}}}");
    }

    static ProbeCase[] Names(NameServer server)
    {
        const string two = "validate_answer_rrs: {fail_if_not_matches_regexp: ['192[.]0[.]2[.]8[01]$']}";
        const string none = "validate_answer_rrs: {fail_if_none_matches_regexp: ['192[.]0[.]2[.]82$']}";
        return
        [
            Case("dns_soa", server.Port, "SOA", NameServer.Zone),
            Case("dns_soa_tcp", server.Port, "SOA", NameServer.Zone, "transport_protocol: tcp"),
            Case("dns_mx", server.Port, "MX", NameServer.Zone),
            Case("dns_a", server.Port, "A", $"www.{NameServer.Zone}", two),
            Case("dns_none", server.Port, "A", $"www.{NameServer.Zone}", none),
            Case("dns_nxdomain", server.Port, "A", $"nosuch.{NameServer.Zone}"),
            Case("dns_nxdomain_valid", server.Port, "A", $"nosuch.{NameServer.Zone}", "valid_rcodes: [NXDOMAIN]"),
            Case("dns_refused", server.Port, "A", "elsewhere.example"),
            Case("dns_gone", FreePort.Next(), "A", NameServer.Zone, "transport_protocol: tcp"),
        ];

        static ProbeCase Case(string name, int port, string type, string query, string? more = null)
        {
            var dns = $"dns: {{query_name: {query}, query_type: {type}{(more is null ? "" : $", {more}")}}}";
            return new(name, $"dns://127.0.0.1:{port}", dns, $"127.0.0.1:{port}", $"prober: dns, timeout: 10s, {dns}");
        }
    }

    static ProbeCase[] Grpc(GrpcHealthServer server, TargetServer web)
    {
        var trusted = $"tls_config: {{ca_file: {server.CaFile}}}";
        return
        [
            Case("grpc", server.Port, ""),
            Case("grpc_down", server.Port, "NotServing"),
            Case("grpc_unregistered", server.Port, "Unregistered"),
            Case("grpc_refused", FreePort.Next(), ""),
            new("grpcs", $"grpcs://127.0.0.1:{server.TlsPort}", trusted, $"127.0.0.1:{server.TlsPort}", $"prober: grpc, timeout: 10s, grpc: {{tls: true, {trusted}}}"),
            new("grpcs_path", $"grpcs://127.0.0.1:{web.Https.Port}", $"tls_config: {{ca_file: {web.CaFile}}}", $"127.0.0.1:{web.Https.Port}", $"prober: grpc, timeout: 10s, grpc: {{tls: true, tls_config: {{ca_file: {web.CaFile}}}}}"),
        ];

        static ProbeCase Case(string name, int port, string service) =>
            new(name, $"grpc://127.0.0.1:{port}/{service}", null, $"127.0.0.1:{port}", $"prober: grpc, timeout: 10s, grpc: {{service: '{service}'}}");
    }

    /// <summary>Only where both may ping.</summary>
    static ProbeCase[] Icmp() => !MayPing() ? [] :
    [
        new("icmp4", "icmp://127.0.0.1", null, "127.0.0.1", "prober: icmp, timeout: 10s"),
        new("icmp6", "icmp://[::1]", null, "::1", "prober: icmp, timeout: 10s"),
        new("icmp_size", "icmp://127.0.0.1", "icmp: {payload_size: 1000, ttl: 7}", "127.0.0.1", "prober: icmp, timeout: 10s, icmp: {payload_size: 1000, ttl: 7}"),
    ];

    static bool MayPing()
    {
        try
        {
            using var ping = new Socket(AddressFamily.InterNetwork, Environment.IsPrivilegedProcess ? SocketType.Raw : SocketType.Dgram, ProtocolType.Icmp);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
