using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Probe.Health;

internal sealed class HealthReaderTests
{
    [Test]
    public void The_bodies_of_the_guides_are_read()
    {
        Check("""{"status":"healthy","timestamp":1760000000.5,"checks":{"database":"healthy","cpu":"12.5%","memory":"63.1%","disk":"71%"}}""", "healthy database=healthy");
        Check("""{"status":"healthy","timestamp":1760000000.5,"checks":{"database":"unhealthy: (psycopg2.OperationalError) connection refused","cpu":"12%"}}""", "degraded database=unhealthy");
        Check("""{"status":"degraded","timestamp":1760000000.5,"checks":{"database":"healthy","cpu":"97%"}}""", "degraded database=healthy");
        Check("""{"status":"ok"}""", "healthy");
        Check("""{"status":"ok","database":"connected"}""", "healthy database=healthy");
        Check("""{"status":"error","database":"connection to server at \"db\" failed"}""", "unhealthy database=unhealthy");
        Check("""{"status":"ok","timestamp":"2024-12-15T18:00:00.000Z","uptime":3600,"database":"connected","version":"1.0.0"}""", "healthy database=healthy version=1.0.0 uptime=3600");
        Check("""{"status":"error","database":"disconnected","error":"connect ECONNREFUSED"}""", "unhealthy database=unhealthy");
        Check("""{"status":"alive"}""", "healthy");
        Check("""{"status":"ready"}""", "healthy");
        Check("""{"status":"not_ready","error":"server closed the connection"}""", "unhealthy");
        Check("""[{"status":"not_ready","error":"server closed the connection"},503]""", "unhealthy");
    }

    [Test]
    public void What_is_true_of_a_component_is_its_state()
    {
        Check("""{"status":"ok","database":false,"debug":false,"maintenance":false}""", "degraded database=unhealthy");
        Check("""{"status":"ok","db":true}""", "healthy db=healthy");
        Check("""{"status":"ok","database":{"connected":true,"latency_ms":3}}""", "healthy database=healthy");
        Check("""{"status":"ok","database":{"isConnected":false},"user":{"online":false}}""", "degraded database=unhealthy");
        Check("""{"status":"ok","checks":{"redis":{"connected":false},"mq":{"available":false},"e":{"error":"boom"},"f":{"error":"","ok":true},"g":{"error":null}}}""",
            "degraded redis=unhealthy mq=unhealthy e=unhealthy f=healthy");
        Check("""{"status":"ok","checks":{"redis":{"status":"up","connected":false},"a":{"connected":"yes"}}}""", "degraded redis=unhealthy");
    }

    [Test]
    public void Numbers_that_JSON_has_not_are_read_past()
    {
        Check("""{"status":"error","load":NaN}""", "unhealthy");
        Check("""{"load":-Infinity,"status":"degraded","a \"NaN":Infinity,"checks":{"db":"up"}}""", "degraded db=healthy");
        Check("""{"status":"error","load":NaNa}""", "unread");
        Check("""{"status":"ok","version":"NaN","load":NaN}""", "healthy version=NaN");
    }

    [Test]
    public void A_body_is_found_in_what_trpc_puts_around_it()
    {
        Check("""{"result":{"data":{"status":"healthy","checks":{"database":{"status":"up","latencyMs":3},"redis":{"status":"down"}},"version":"2.1.0","uptime":12.5}}}""",
            "degraded database=healthy redis=unhealthy version=2.1.0 uptime=12.5");
        Check("""{"result":{"data":{"json":{"status":"degraded"},"meta":{"values":{}}}}}""", "degraded");
        Check("""[{"result":{"data":{"status":"ok"}}}]""", "healthy");
        Check("""{"error":{"message":"no database","code":-32603,"data":{"code":"INTERNAL_SERVER_ERROR","httpStatus":500,"path":"health.check"}}}""", "unhealthy");
        Check("""{"error":{"json":{"message":"no database","code":-32603,"data":{"httpStatus":503}}}}""", "unhealthy");
        Check("""{"success":true,"data":{"status":"degraded"}}""", "degraded");
    }

    [Test]
    public void Aspnet_reports_are_read_as_writers_have_them()
    {
        foreach (var (word, state) in new[] { ("Healthy", "healthy"), ("Degraded", "degraded"), ("Unhealthy", "unhealthy") })
        {
            var results = $$$$$"""{"status":"{{{{{word}}}}}","results":{"db":{"status":"{{{{{word}}}}}","description":null,"data":{}},"cache":{"status":"Healthy","data":{"status":"x"}}}}""";
            Check(results, $"{state} db={state} cache=healthy");
            Check(results, $"{state} db={state} cache=healthy", HealthFormat.Aspnet);
            Check($$$$$"""{"Status":"{{{{{word}}}}}","TotalDuration":"00:00:00.01","Entries":{"db":{"Status":"{{{{{word}}}}}","Data":{},"Tags":["ready"]}}}""", $"{state} db={state}");
        }

        Check("""{"entries":{"db":{"status":0},"cache":{"status":1},"disk":{"status":2}},"status":0,"totalDuration":"00:00:00.01"}""", "unhealthy db=unhealthy cache=degraded disk=healthy");
        Check("""{"status":2,"totalDuration":"00:00:00.01"}""", "healthy");
        Check("""{"status":2}""", "healthy", HealthFormat.Aspnet);
        Check("""{"status":2}""", "none");
        Check("""{"status":"Degraded","checks":[{"name":"db","status":"Healthy"},{"component":"cache","status":"Degraded"},{"status":"Unhealthy"}]}""", "degraded db=healthy cache=degraded");
    }

    [Test]
    public void Springs_actuator_is_read_with_what_is_in_its_components()
    {
        const string Nested = """
            {"status":"UP","components":{"broker":{"status":"UP","components":{"us1":{"status":"UP","details":{"version":"1.0.2"}},"us2":{"status":"OUT_OF_SERVICE"}}},
            "db":{"status":"UP","details":{"database":"H2","validationQuery":"isValid()"}},"diskSpace":{"status":"UP","details":{"total":76887154688,"exists":true}},
            "discovery":{"status":"UNKNOWN"}},"groups":["liveness","readiness"]}
            """;
        Check(Nested, "degraded broker=healthy broker/us1=healthy broker/us2=unhealthy db=healthy diskSpace=healthy discovery=degraded");
        Check(Nested, "degraded broker=healthy broker/us1=healthy broker/us2=unhealthy db=healthy diskSpace=healthy discovery=degraded", HealthFormat.Spring);
        Check("""{"status":"DOWN","components":{"db":{"status":"DOWN","details":{"error":"java.sql.SQLException: timeout"}}}}""", "unhealthy db=unhealthy");
        Check("""{"status":"OUT_OF_SERVICE"}""", "unhealthy");
        Check("""{"status":"UNKNOWN"}""", "degraded");
        Check("""{"status":"UP","details":{"db":{"status":"UP","details":{"database":"PostgreSQL","hello":1}},"rabbit":{"status":"DOWN","details":{"error":"refused"}}}}""", "degraded db=healthy rabbit=unhealthy");
    }

    [Test]
    public void The_drafts_checks_are_as_well_as_the_worst_of_their_measurements()
    {
        foreach (var (word, state) in new[] { ("pass", "healthy"), ("warn", "degraded"), ("fail", "unhealthy") })
        {
            var body = $$$"""
                {"status":"{{{word}}}","version":"1","releaseId":"1.2.2","checks":{"cassandra:responseTime":[{"observedValue":250,"observedUnit":"ms","status":"pass"}],
                "cpu:utilization":[{"node":1,"observedValue":85,"observedUnit":"percent","status":"{{{word}}}"},{"node":2,"status":"pass"}],"uptime":[{"observedValue":1209600.245,"observedUnit":"s"}]}}
                """;
            Check(body, $"{state} cassandra:responseTime=healthy cpu:utilization={state} version=1.2.2");
            Check(body, $"{state} cassandra:responseTime=healthy cpu:utilization={state} version=1.2.2", HealthFormat.Rfc);
        }
    }

    [Test]
    public void Other_frameworks_are_read_by_the_same_names()
    {
        Check("""{"status":"ok","info":{"db":{"status":"up"}},"error":{},"details":{"db":{"status":"up"}}}""", "healthy db=healthy");
        Check("""{"status":"ok","checks":{"":"down"}}""", "degraded unnamed=unhealthy");
        Check("""{"status":"error","info":{},"error":{"redis":{"status":"down","message":"x"}},"details":{"redis":{"status":"down","message":"x"}}}""", "unhealthy redis=unhealthy");
        Check("""{"status":"DOWN","checks":[{"name":"db","status":"DOWN","data":{"a":1}},{"name":"disk","status":"UP"}]}""", "unhealthy db=unhealthy disk=healthy");
        Check("""{"status":"ok","checks":{"database":true,"redis":false}}""", "degraded database=healthy redis=unhealthy");
        Check("""{"status":"ok","services":{"mail":{"healthy":true},"sms":{"state":"weird"}},"database":{"status":"connected"},"owner":{"name":"x"}}""", "healthy mail=healthy sms=degraded database=healthy");
        Check("""{"ok":true}""", "healthy");
        Check("""{"healthy":false}""", "unhealthy");
        Check("""{"status":503,"message":"Service Unavailable"}""", "unhealthy");
        Check("\"OK\"", "healthy", mediaType: "application/json");
        Check("true", "healthy", mediaType: "application/json");
    }

    [Test]
    public void Plain_words_are_a_state()
    {
        Check("OK", "healthy");
        Check("Healthy\n", "healthy");
        Check("Degraded", "degraded");
        Check("Unhealthy", "unhealthy");
        Check("NOT READY", "unhealthy");
        Check("UP", "healthy", HealthFormat.Text, "text/html");
        Check("<html>OK</html>", "unread", mediaType: "text/html");
        Check("OK", "unread", mediaType: "text/html");
        Check("Welcome", "unread");
        Check("", "unread");
        Check("OK" + new string(' ', 100), "unread");
    }

    [Test]
    public void Json_that_says_nothing_of_itself_is_no_health()
    {
        Check("""{"results":[{"name":"order 1","status":"failed"}]}""", "none");
        Check("""{"status":"published","database":"down","version":"7"}""", "none");
        Check("""{"version":"7"}""", "none");
        Check("[1,2,3]", "none");
        Check("{}", "none");
        Check("null", "none", mediaType: "application/json");
        Check("""{"checks":{"database":"down"}}""", "none");
        Check("""{"checks":{"database":"down"}}""", "unhealthy database=unhealthy", HealthFormat.Json);
        Check("""{"status":"ok","database":"down"}""", "none", HealthFormat.None);
    }

    [Test]
    public void Words_about_the_answer_are_no_components()
    {
        Check("""{"status":"ok","message":"OK","environment":"production","mode":"live","name":"ready","database":"PostgreSQL","error":"timeout"}""", "healthy");
        Check("""{"status":"error","database":"PostgreSQL 15","note":"could not connect"}""", "unhealthy database=unhealthy");
    }

    [Test]
    public void What_is_no_json_is_not_read()
    {
        Check("""{"status":"ok" """, "unread");
        Check("""{"status":"ok"}{}""", "unread");
        Check("""{"status":"ok","load":nan}""", "unread");
        Check("""{"status":"\ud800"}""", "unread");
        Check("{\"a\":" + new string('[', 40) + new string(']', 40) + ",\"status\":\"ok\"}", "unread");
    }

    [Test]
    public void A_body_in_another_charset_is_read()
    {
        const string Body = """{"status":"ok","checks":{"Datenbank Köln":"ok"}}""";
        foreach (var (encoding, charset) in new[] { (Encoding.Latin1, "iso-8859-1"), (Encoding.Unicode, "utf-16"), (Encoding.UTF8, "\"utf-8\""), (Encoding.UTF8, "klingon") })
            Assert.That(Describe(new HealthReader(new()).Read(encoding.GetBytes(Body), "application/json", charset)), Is.EqualTo("healthy Datenbank Köln=healthy"));
        Assert.That(Describe(new HealthReader(new()).Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Body)], "application/json", null)), Does.StartWith("healthy"));
        Assert.That(Describe(new HealthReader(new()).Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Body)], "application/json", null)), Does.StartWith("healthy"));
        Assert.That(Describe(new HealthReader(new()).Read(Encoding.Latin1.GetBytes(Body), "application/json", null)), Is.EqualTo("healthy Datenbank K\uFFFDln=healthy"));
    }

    [Test]
    public void Components_have_short_clean_names_and_a_limit()
    {
        Check("""{"status":"ok","checks":{"a\nb":"ok","a\tb":"down"," ":"ok","":"ok"}}""", "degraded a b=unhealthy");
        Check($$$"""{"status":"ok","checks":{"{{{new string('x', 70)}}}":"ok"}}""", $"healthy {new string('x', 64)}=healthy");

        var many = string.Join(',', Enumerable.Range(0, 150).Select(i => $"\"c{i}\":\"{(i == 149 ? "down" : "ok")}\""));
        var reading = new HealthReader(new()).Read(Encoding.UTF8.GetBytes($$$"""{"status":"ok","checks":{{{{many}}}}}"""), "application/json", null)!;
        Assert.That(reading.Components, Has.Count.EqualTo(100));
        Assert.That(reading.Omitted, Is.EqualTo(50));
        Assert.That(reading.State, Is.EqualTo(HealthState.Degraded));
    }

    [Test]
    public void Versions_starts_and_uptimes_have_many_names()
    {
        Check("""{"status":"ok","commit":"0a1b2c3","version":"2.0"}""", "healthy version=2.0");
        Check("""{"status":"ok","gitSha":"0a1b2c3"}""", "healthy version=0a1b2c3");
        Check("""{"status":"ok","app_version":12}""", "healthy version=12");
        Check("""{"status":"ok","uptime_ms":1500}""", "healthy uptime=1.5");
        Check("""{"status":"ok","uptime":"1.02:03:04"}""", "healthy uptime=93784");
        Check("""{"status":"ok","uptime":"90.5"}""", "healthy uptime=90.5");
        Check("""{"status":"ok","uptime":"3 days"}""", "healthy");
        Check("""{"status":"ok","uptime":-1}""", "healthy");
        Check("""{"status":"ok","uptime":1e300}""", "healthy");
        Check("""{"status":"ok","startedAt":"2026-01-02T03:04:05Z"}""", "healthy started=1767323045");
        Check("""{"status":"ok","start_time":1767323045}""", "healthy started=1767323045");
        Check("""{"status":"ok","start_time":1767323045000}""", "healthy started=1767323045");
        Check("""{"status":"ok","started":true,"startTime":1e300}""", "healthy");
    }

    [Test]
    public void Numbers_are_found_by_their_path()
    {
        const string Body = """
            {"queue":{"depth":7,"depth":8},"cpu":"12%","disk":"71.5 %","took":"3ms","size":"1,234","up":true,"off":false,"none":null,"word":"many","huge":1e999,"big":18446744073709551616,
            "a.b":{"c d":[1,[2,{"x":-3.5e2}]]},"jobs":[{},{},{}],"when":"00:01:02","escap\u0065d":4}
            """;
        void At(string path, double? want)
        {
            var values = new HealthReader(new() { JsonValues = new Dictionary<string, string> { ["it"] = path } }).Read(Encoding.UTF8.GetBytes(Body), null, null)!.Values;
            Assert.That(values.Select(value => value.Value), want is null ? Is.Empty : Is.EqualTo(new[] { want }), path);
        }

        At("$.queue.depth", 8);
        At("$.cpu", 12);
        At("$.disk", 71.5);
        At("$.took", 3);
        At("$.up", 1);
        At("$.off", 0);
        At("$.big", 18446744073709551616d);
        At("$['a.b'][\"c d\"][1][1].x", -350);
        At("$.jobs.length()", 3);
        At("$.queue.length()", 2);
        At("$.escaped", 4);
        foreach (var path in new[] { "$", "$.size", "$.none", "$.word", "$.huge", "$.when", "$.jobs", "$.jobs[3]", "$.jobs[0].x", "$.cpu.x", "$.cpu[0]", "$.cpu.length()", "$.queue[0]", "$.missing" })
            At(path, null);
    }

    [Test]
    public void A_body_that_does_not_begin_as_json_takes_no_exception()
    {
        foreach (var mediaType in new[] { "text/plain", "application/json", null })
        {
            foreach (var format in new[] { HealthFormat.Auto, HealthFormat.Json, HealthFormat.Text })
            {
                foreach (var body in new[] { "Healthy", " failed", "not ready", "<html>", "", " " })
                    Assert.That(Thrown(() => new HealthReader(new() { Format = format }).Read(Encoding.UTF8.GetBytes(body), mediaType, null)), Is.Zero, body);
            }
        }

        Assert.That(Thrown(() => new HealthReader(new()).Read("{"u8, null, null)), Is.GreaterThan(0));
    }

    [Test]
    public void Only_bodies_that_may_tell_something_are_kept()
    {
        var auto = new HealthReader(new());
        Assert.That(auto.Wants("application/json", "<"u8), Is.True);
        Assert.That(auto.Wants("application/health+json", ""u8), Is.True);
        Assert.That(auto.Wants("text/html", " \n{"u8), Is.True);
        Assert.That(auto.Wants("text/plain", "OK"u8), Is.True);
        Assert.That(auto.Wants(null, "OK"u8), Is.True);
        Assert.That(auto.Wants("text/html", "OK"u8), Is.False);
        Assert.That(auto.Wants("text/plain", new byte[65]), Is.False);
        Assert.That(auto.Wants("application/octet-stream", [0, 1]), Is.False);
        Assert.That(new HealthReader(new() { Format = HealthFormat.None }).Wants("application/json", "{"u8), Is.False);
        Assert.That(new HealthReader(new() { Format = HealthFormat.Spring }).Wants("text/html", "x"u8), Is.True);
    }

    /// <summary>Exceptions on the way, caught or not.</summary>
    static int Thrown(Action read)
    {
        var (thread, count) = (Environment.CurrentManagedThreadId, 0);
        AppDomain.CurrentDomain.FirstChanceException += OnException;
        read();
        AppDomain.CurrentDomain.FirstChanceException -= OnException;
        return count;

        void OnException(object? sender, FirstChanceExceptionEventArgs e) => count += Environment.CurrentManagedThreadId == thread ? 1 : 0;
    }

    static void Check(string body, string want, HealthFormat format = HealthFormat.Auto, string? mediaType = null) =>
        Assert.That(Describe(new HealthReader(new() { Format = format }).Read(Encoding.UTF8.GetBytes(body), mediaType, null)), Is.EqualTo(want), body);

    static string Describe(HealthReading? reading)
    {
        if (reading is null)
            return "unread";
        var text = new StringBuilder(reading.State?.Label() ?? "none");
        foreach (var (name, state) in reading.Components)
            text.Append(CultureInfo.InvariantCulture, $" {name}={state.Label()}");
        if (reading.Version is { } version)
            text.Append(CultureInfo.InvariantCulture, $" version={version}");
        if (reading.Uptime is { } uptime)
            text.Append(CultureInfo.InvariantCulture, $" uptime={uptime.TotalSeconds}");
        if (reading.Started is { } started)
            text.Append(CultureInfo.InvariantCulture, $" started={started.ToUnixTimeSeconds()}");
        return text.ToString();
    }
}
