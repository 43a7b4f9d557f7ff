using System.Text.Json.Nodes;
using MetricsAgent.Alerting;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;
using MetricsAgent.Rules;
using MetricsAgent.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetricsAgent.Tests.Integration.Alerting;

/// <summary>What those who are told by HTTP get, and what becomes of their answers.</summary>
public sealed class ReceiversTests
{
    static readonly DateTimeOffset Since = new(2026, 11, 21, 19, 0, 0, TimeSpan.Zero);

    static readonly Alert Down = new(
        Labels.Of(("alertname", "PostgresDown"), ("severity", "critical"), ("instance", "db1")),
        Labels.Of(("summary", "db1 <does> not answer"), ("runbook_url", "https://example.org/RUNBOOK.md#postgresdown")),
        Since, null, 0, "http://agent:9464/");

    static readonly Notification Firing = new("0123456789abcdef0123456789abcdef", "team/x[0]", "{}:{alertname=\"PostgresDown\"}", Labels.Of(("alertname", "PostgresDown")), [Down], Since.AddMinutes(4));

    static readonly Notification Resolved = Firing with { Id = "f0f0", Alerts = [Down with { EndsAt = Since.AddMinutes(12) }] };

    AlertReceiver server = null!;

    HttpConfig Trusting => new() { TlsConfig = new() { CaFile = server.CaFile } };

    [SetUp]
    public async Task Start() => server = await AlertReceiver.StartAsync();

    [TearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task Slack_gets_a_text_and_a_coloured_attachment()
    {
        using var secret = new TemporaryDirectory("secret");
        var slack = Only(new() { SlackConfigs = [new() { ApiUrlFile = secret.Write("url", $"{server.Address}services/T0/B0/x\n"), Channel = "#alerts", HttpConfig = Trusting }] });
        Assert.That((await slack.NotifyAsync(Firing, default)).Answer, Is.EqualTo("200 OK: ok"));
        var request = server.Requests.Single();
        Assert.That(request.Path, Is.EqualTo("/services/T0/B0/x"));
        Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/json"));
        Assert.That(Text(request.Json, "text"), Is.EqualTo("[FIRING:1] PostgresDown (critical)"));
        Assert.That(Text(request.Json, "channel"), Is.EqualTo("#alerts"));
        var attachment = request.Json["attachments"]![0]!;
        Assert.That(Text(attachment, "color"), Is.EqualTo("danger"));
        Assert.That(Text(attachment["blocks"]![1]!["text"]!, "text"), Is.EqualTo(
            "*PostgresDown (critical)*\ndb1 &lt;does&gt; not answer\nsince 2026-11-21 19:00:00 UTC, 4 min\nvalue: 0\nlabels: instance=db1\n"
            + "<https://example.org/RUNBOOK.md#postgresdown|runbook>\n<http://agent:9464/|query>"));

        await slack.NotifyAsync(Resolved, default);
        Assert.That(Text(server.Requests[^1].Json, "text"), Is.EqualTo("[RESOLVED] PostgresDown (critical) after 12 min"));
        Assert.That(Text(server.Requests[^1].Json["attachments"]![0]!, "color"), Is.EqualTo("good"));
    }

    [Test]
    public async Task Texts_of_ones_own_are_templates()
    {
        var slack = Only(new() { SlackConfigs = [new() { ApiUrl = $"{server.Address}x", HttpConfig = Trusting, Title = "{{ .Status | toUpper }} <{{ .CommonLabels.instance }}>", Text = "{{ range .Alerts }}<{{ .GeneratorURL }}|{{ .Labels.alertname }}>{{ end }}" }] });
        await slack.NotifyAsync(Firing, default);
        Assert.That(Text(server.Requests.Single().Json, "text"), Is.EqualTo("FIRING &lt;db1&gt;"));
        var blocks = server.Requests.Single().Json["attachments"]![0]!["blocks"]!.AsArray();
        Assert.That(blocks.Select(block => Text(block!["text"]!, "text")), Is.EqualTo(["*FIRING &lt;db1&gt;*", "<http://agent:9464/|PostgresDown>"]));

        var pagerduty = Only(new() { PagerDutyConfigs = [new() { RoutingKey = new('k', 32), Url = $"{server.Address}v2/enqueue", HttpConfig = Trusting, Description = "{{ .Receiver }}: {{ .CommonAnnotations.summary }}" }] });
        await pagerduty.NotifyAsync(Firing, default);
        Assert.That(Text(server.Requests[^1].Json["payload"]!, "summary"), Is.EqualTo("team: db1 <does> not answer"));
    }

    [Test]
    public async Task However_much_there_is_Slack_gets_no_more_than_it_takes()
    {
        var slack = Only(new() { SlackConfigs = [new() { ApiUrl = $"{server.Address}x", HttpConfig = Trusting }] });
        var many = Enumerable.Range(0, 200).Select(number => Down with { Labels = Down.Labels.With("n", $"{number}"), Annotations = Labels.Of(("summary", new string('x', 5000))) });
        await slack.NotifyAsync(Firing with { Alerts = [.. many] }, default);
        var blocks = server.Requests.Single().Json["attachments"]![0]!["blocks"]!.AsArray();
        Assert.That(blocks, Has.Count.LessThanOrEqualTo(50));
        Assert.That(blocks.Max(block => Text(block!["text"]!, "text").Length), Is.LessThanOrEqualTo(3000));
        Assert.That(Text(blocks[^1]!["text"]!, "text"), Is.EqualTo("and 180 more"));
    }

    [Test]
    public async Task PagerDuty_gets_one_incident_that_is_triggered_and_resolved()
    {
        server.Answer(202, 202);
        var pagerduty = Only(new() { PagerDutyConfigs = [new() { RoutingKey = new('k', 32), Url = $"{server.Address}v2/enqueue", HttpConfig = Trusting }] });
        Assert.That((await pagerduty.NotifyAsync(Firing, default)).IsDelivered);
        await pagerduty.NotifyAsync(Resolved, default);
        var (trigger, resolve) = (server.Requests[0].Json, server.Requests[1].Json);
        Assert.That(Text(trigger, "routing_key"), Is.EqualTo(new string('k', 32)));
        Assert.That(Text(trigger, "event_action"), Is.EqualTo("trigger"));
        Assert.That(Text(trigger, "dedup_key"), Has.Length.InRange(1, 255));
        Assert.That(Text(trigger["payload"]!, "summary"), Is.EqualTo("[FIRING:1] PostgresDown (critical): db1 <does> not answer"));
        Assert.That(Text(trigger["payload"]!, "source"), Is.EqualTo("db1"));
        Assert.That(Text(trigger["payload"]!, "severity"), Is.EqualTo("critical"));
        Assert.That(DateTimeOffset.Parse(Text(trigger["payload"]!, "timestamp"), null), Is.EqualTo(Since));
        Assert.That(Text(trigger["links"]![0]!, "href"), Is.EqualTo("https://example.org/RUNBOOK.md#postgresdown"));
        Assert.That(Text(resolve, "event_action"), Is.EqualTo("resolve"));
        Assert.That(Text(resolve, "dedup_key"), Is.EqualTo(Text(trigger, "dedup_key")));
    }

    [Test]
    public async Task A_webhook_gets_version_4_of_Alertmanagers_JSON_with_a_key_against_repetition()
    {
        var webhook = Only(new() { WebhookConfigs = [new() { Url = $"{server.Address}hook?token=s3cret", MaxAlerts = 1, HttpConfig = Trusting }] });
        await webhook.NotifyAsync(Firing with { Alerts = [Down, Down with { Labels = Down.Labels.With("instance", "db2"), EndsAt = Since.AddMinutes(1) }] }, default);
        var request = server.Requests.Single();
        Assert.That(request.Headers["Idempotency-Key"], Is.EqualTo(Firing.Id));
        Assert.That(request.Json.ToJsonString(), Is.EqualTo(JsonNode.Parse("""
            {"version":"4","groupKey":"{}:{alertname=\"PostgresDown\"}","truncatedAlerts":1,"status":"firing","receiver":"team","groupLabels":{"alertname":"PostgresDown"},
             "commonLabels":{"alertname":"PostgresDown","severity":"critical"},
             "commonAnnotations":{"runbook_url":"https://example.org/RUNBOOK.md#postgresdown","summary":"db1 <does> not answer"},
             "externalURL":"http://127.0.0.1:9464/",
             "alerts":[{"status":"firing","labels":{"alertname":"PostgresDown","instance":"db1","severity":"critical"},
             "annotations":{"runbook_url":"https://example.org/RUNBOOK.md#postgresdown","summary":"db1 <does> not answer"},
             "startsAt":"2026-11-21T19:00:00.000Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://agent:9464/","fingerprint":"FINGERPRINT"}]}
            """.Replace("FINGERPRINT", DedupKey.Of($"{Down.Labels}")[..16], StringComparison.Ordinal))!.ToJsonString()));
    }

    [Test]
    public async Task WhatsApp_gets_a_template_with_one_line_for_each_number()
    {
        var whatsapp = new ReceiverConfig
        {
            Name = "team",
            WhatsAppConfigs = [new() { Url = $"{server.Address}v23.0", PhoneNumberId = "1065", AccessToken = "t0ken", To = ["4930123456", "4930123457"], Template = "alert", HttpConfig = Trusting }],
        };
        foreach (var (_, notifier, _) in Plan(whatsapp).Notifiers(whatsapp))
            await notifier.NotifyAsync(Firing with { Alerts = [Down with { Annotations = Labels.Of(("summary", "a\n\tb     c" + new string('x', 2000))) }] }, default);
        Assert.That(server.Requests.Select(request => Text(request.Json, "to")), Is.EqualTo(["4930123456", "4930123457"]));
        var request = server.Requests[0];
        Assert.That(request.Path, Is.EqualTo("/v23.0/1065/messages"));
        Assert.That(request.Headers["Authorization"], Is.EqualTo("Bearer t0ken"));
        Assert.That(Text(request.Json, "messaging_product"), Is.EqualTo("whatsapp"));
        Assert.That(Text(request.Json, "type"), Is.EqualTo("template"));
        var template = request.Json["template"]!;
        Assert.That(Text(template, "name"), Is.EqualTo("alert"));
        Assert.That(Text(template["language"]!, "code"), Is.EqualTo("en_US"));
        var parameter = template["components"]![0]!["parameters"]!.AsArray().Single()!;
        Assert.That(Text(template["components"]![0]!, "type"), Is.EqualTo("body"));
        Assert.That(Text(parameter, "text"), Does.StartWith("[FIRING:1] PostgresDown (critical) | a b c").And.Not.Match(@"[\n\t]|    ").And.Length.LessThanOrEqualTo(1024));
    }

    [Test]
    public async Task Sentry_gets_an_event_of_the_same_id_however_often_it_is_sent()
    {
        var dsn = new UriBuilder(server.Address) { UserName = "publickey", Path = "/prefix/42" }.Uri.AbsoluteUri;
        var sentry = Only(new() { SentryConfigs = [new() { Dsn = dsn, HttpConfig = Trusting }] });
        Assert.That((await sentry.NotifyAsync(Firing, default)).IsDelivered);
        await sentry.NotifyAsync(Firing, default);
        var request = server.Requests[0];
        Assert.That(request.Path, Is.EqualTo("/prefix/api/42/envelope/"));
        Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/x-sentry-envelope"));
        Assert.That(request.Headers["X-Sentry-Auth"], Does.StartWith("Sentry sentry_version=7, sentry_client=metrics-agent/").And.EndWith("sentry_key=publickey"));
        var lines = request.Body.Split('\n');
        var (envelope, item, body) = (JsonNode.Parse(lines[0])!, JsonNode.Parse(lines[1])!, JsonNode.Parse(lines[2])!);
        Assert.That(Text(item, "type"), Is.EqualTo("event"));
        Assert.That(item["length"]!.GetValue<int>(), Is.EqualTo(System.Text.Encoding.UTF8.GetByteCount(lines[2])));
        Assert.That(Text(envelope, "event_id"), Does.Match("^[0-9a-f]{32}$").And.EqualTo(Text(body, "event_id")));
        Assert.That(Text(body, "level"), Is.EqualTo("fatal"));
        Assert.That(Text(body["message"]!, "formatted"), Is.EqualTo("PostgresDown (critical): db1 <does> not answer"));
        Assert.That(Text(body["tags"]!, "instance"), Is.EqualTo("db1"));
        Assert.That(Text(JsonNode.Parse(server.Requests[1].Body.Split('\n')[0])!, "event_id"), Is.EqualTo(Text(envelope, "event_id")));
    }

    [Test]
    public async Task Every_answer_means_what_its_status_says()
    {
        var webhook = Only(new() { WebhookConfigs = [new() { Url = $"{server.Address}x", Timeout = TimeSpan.FromSeconds(2), HttpConfig = Trusting }] });
        await Check(200, null, isFinal: false, "200 OK");
        await Check(202, null, isFinal: false, "202 Accepted");
        await Check(400, NotificationFailure.ClientError, isFinal: true, "400 Bad Request: invalid_payload");
        await Check(302, NotificationFailure.ClientError, isFinal: true, "302 ");
        await Check(404, NotificationFailure.ClientError, isFinal: true, "404 Not Found");
        await Check(429, NotificationFailure.RateLimited, isFinal: false, "429 Too Many Requests", retryAfter: 2);
        await Check(500, NotificationFailure.ServerError, isFinal: false, "500 Internal Server Error");
        await Check(503, NotificationFailure.ServerError, isFinal: false, "503 Service Unavailable");
        await Check(AlertReceiver.Hang, NotificationFailure.Timeout, isFinal: false, "no answer within 2 s");
        await Check(AlertReceiver.Reset, NotificationFailure.Connection, isFinal: false, "");

        async Task Check(int answer, NotificationFailure? failure, bool isFinal, string text, int? retryAfter = null)
        {
            server.Body = "invalid_payload";
            server.Answer(answer);
            var delivery = await webhook.NotifyAsync(Firing, default);
            Assert.That(delivery.Failure, Is.EqualTo(failure), $"{answer}");
            Assert.That(delivery.IsFinal, Is.EqualTo(isFinal), $"{answer}");
            Assert.That(delivery.Answer, Does.StartWith(text));
            Assert.That(delivery.RetryAfter?.TotalSeconds, Is.EqualTo(retryAfter), $"{answer}");
        }
    }

    [Test]
    public async Task Who_cannot_be_reached_or_is_not_who_he_says_is_a_failure_that_names_no_secret()
    {
        await Check(new() { Url = $"https://127.0.0.1:{FreePort.Next()}/s3cret" }, NotificationFailure.Connection);
        await Check(new() { Url = $"{server.Address}s3cret" }, NotificationFailure.Connection);
        await Check(new() { Url = $"{server.Address}s3cret", HttpConfig = new() { ProxyUrl = $"http://user:s3cret@127.0.0.1:{FreePort.Next()}" } }, NotificationFailure.Connection);
        await Check(new() { UrlFile = "/no/such/file" }, NotificationFailure.Settings);
        await Check(new() { Url = $"{server.Address}s3cret", HttpConfig = Trusting with { BasicAuth = new() { Username = "agent", PasswordFile = "/no/such/file" } } }, NotificationFailure.Settings);

        async Task Check(WebhookConfig config, NotificationFailure failure)
        {
            var delivery = await Only(new() { WebhookConfigs = [config] }).NotifyAsync(Firing, default);
            Assert.That(delivery.Failure, Is.EqualTo(failure), delivery.Answer);
            Assert.That(delivery.Answer, Is.Not.Empty.And.Not.Contains("s3cret"));
        }
    }

    [Test]
    public async Task A_queue_tries_again_keeps_the_order_of_a_group_and_lets_others_pass()
    {
        server.Answer(500, 200, 429, 400);
        var counts = new NotificationCounts();
        List<string> done = [];
        var integration = new MetricsAgent.Alerting.Integration("team", "webhook", 0, SendResolved: true);
        var webhook = Only(new() { WebhookConfigs = [new() { Url = $"{server.Address}x", HttpConfig = Trusting }] });
        var queue = new DeliveryQueue(integration, webhook, new(100, TimeSpan.FromMilliseconds(1)), counts, TimeProvider.System, NullLogger.Instance, id =>
        {
            lock (done)
                done.Add(id);
        });
        using var stop = new CancellationTokenSource();
        // The first fails and waits; the second is of the same group and waits behind it; the third passes; the fourth is asked to wait two
        // seconds; the fifth is refused for good.
        string[] groups = ["a", "a", "b", "c", "d"];
        foreach (var (number, group) in groups.Index())
            queue.Add(Firing with { Id = $"{number + 1}", GroupKey = group, At = DateTimeOffset.UtcNow });
        var running = queue.RunAsync(stop.Token);
        for (var waited = 0; waited < 300 && Count() < 5; waited++)
            await Task.Delay(100);
        await stop.CancelAsync();
        await running;
        Assert.That(done, Is.EqualTo(["3", "5", "1", "2", "4"]));
        var keys = server.Requests.Select(request => request.Headers["Idempotency-Key"]).ToArray();
        Assert.That(keys, Is.EqualTo(["1", "3", "4", "5", "1", "2", "4"]));
        Assert.That(server.Requests[^1].At - server.Requests[2].At, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(2)), "Retry-After");

        int Count()
        {
            lock (done)
                return done.Count;
        }
    }

    static INotifier Only(ReceiverConfig receiver)
    {
        receiver.Name = "team";
        return Plan(receiver).Notifiers(receiver).Single().Notifier;
    }

    static AlertingPlan Plan(ReceiverConfig receiver) =>
        new(new() { Alerting = { Receivers = [receiver] } }, new(), TimeProvider.System, NullLogger.Instance);

    static string Text(JsonNode json, string key) => json[key]!.GetValue<string>();
}
