namespace MetricsAgent.Tests.Servers;

/// <summary>Debian's NSD with one zone, on a loopback port, over UDP and TCP. It refuses to answer for any other zone.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    public const string Zone = "example.test";
    public const uint Serial = 2026010203;

    /// <summary>Text strings at <c>big</c>, together too long for an answer over UDP.</summary>
    public const int BigTexts = 20;

    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    static readonly string ZoneFile = $"""
        $ORIGIN {Zone}.
        $TTL 300
        @ IN SOA ns.{Zone}. admin.{Zone}. {Serial} 3600 600 86400 60
        @ IN NS ns.{Zone}.
        @ IN MX 10 mail.{Zone}.
        @ IN TXT "v=spf1 -all" "with \"quotes\" and \\ "
        ns IN A 127.0.0.1
        mail IN A 192.0.2.25
        mail IN AAAA 2001:db8::25
        www IN A 192.0.2.80
        www IN A 192.0.2.81
        alias IN CNAME www
        _https._tcp IN SRV 1 2 443 www
        @ IN CAA 0 issue "ca.example"
        {string.Concat(Enumerable.Range(0, BigTexts).Select(number => $"big IN TXT \"{number} {new string('x', 100)}\"\n"))}
        """;

    readonly TemporaryDirectory directory = new("nsd", unprivileged: true);
    readonly ServerProcess process;

    NameServer()
    {
        directory.Write("zone", ZoneFile);
        var configuration = directory.Write("nsd.conf", $"""
            server:
              ip-address: 127.0.0.1@{Port}
              username: ""
              zonesdir: "{directory.Path}"
              database: ""
              pidfile: ""
              xfrdfile: "{directory.File("xfrd.state")}"
              xfrdir: "{directory.Path}"
              zonelistfile: "{directory.File("zone.list")}"
              server-count: 1
              rrl-ratelimit: 0
            remote-control:
              control-enable: no
            zone:
              name: {Zone}
              zonefile: zone

            """);
        var folder = TestCache.Folder("nsd/usr");
        var program = TestCache.Find("nsd", $"{folder}/sbin", "/usr/sbin") ?? throw new FileNotFoundException("no nsd; tests/run.sh fetches it");
        // Its libraries are unpacked beside it.
        var libraries = new Dictionary<string, string?> { ["LD_LIBRARY_PATH"] = $"{folder}/lib/x86_64-linux-gnu" };
        process = ServerProcess.Start(program, ["-d", "-c", configuration], libraries, unprivileged: true);
    }

    public int Port { get; } = FreePort.Next();

    public static async Task<NameServer> StartAsync()
    {
        var server = new NameServer();
        return await Startup.UntilAsync(server, server.process.WaitUntilAsync("started", _ => Task.FromResult(server.process.Log.Contains("nsd started", StringComparison.Ordinal)), StartTimeout));
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Dispose();
    }
}
