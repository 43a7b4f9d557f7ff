using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Alerting;
using MetricsAgent.Alerting.Receivers;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;
using MetricsAgent.Rules;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration.Alerting;

/// <summary>Mails through Debian's aiosmtpd.</summary>
public sealed partial class MailTests
{
    static readonly DateTimeOffset Since = new(2026, 11, 21, 19, 0, 0, TimeSpan.Zero);

    static readonly Notification Firing = new(
        "0123456789abcdef0123456789abcdef", "team/email[0]", "{}:{}", Labels.None,
        [new(Labels.Of(("alertname", "Wärme"), ("severity", "critical")), Labels.Of(("summary", ".hidden <b>ä</b>")), Since, null, 40.5, "")], Since.AddMinutes(1));

    [Test]
    public async Task A_mail_goes_over_STARTTLS_with_a_login_in_text_and_HTML()
    {
        await using var server = await MailServer.StartAsync("starttls");
        var mail = await SendAsync(server, Settings(server));
        Assert.That(mail.From, Is.EqualTo("agent@example.org"));
        Assert.That(mail.To, Is.EqualTo(["ops@example.org", "dev@example.org"]));
        Assert.That(mail.User, Is.EqualTo("agent"));
        Assert.That(Header(mail, "Subject"), Is.EqualTo($"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes("[FIRING:1] Wärme (critical)"))}?="));
        Assert.That(Header(mail, "Date"), Is.EqualTo("Sat, 21 Nov 2026 19:01:00 +0000"));
        Assert.That(Header(mail, "Message-ID"), Is.EqualTo("<0123456789abcdef0123456789abcdef@example.org>"));
        Assert.That(Header(mail, "References"), Is.EqualTo($"<{Firing.DedupKey}@example.org>"));
        var parts = Part().Matches(mail.Content.ReplaceLineEndings("\n")).Select(part => (Type: part.Groups[1].Value, Text: Encoding.UTF8.GetString(Convert.FromBase64String(part.Groups[2].Value)))).ToArray();
        Assert.That(parts.Select(part => part.Type), Is.EqualTo(["text/plain", "text/html"]));
        Assert.That(parts[0].Text, Is.EqualTo("FIRING Wärme (critical)\r\n  .hidden <b>ä</b>\r\n  since 2026-11-21 19:00:00 UTC, 1 min\r\n  value: 40.5\r\n\r\n"));
        Assert.That(parts[1].Text, Does.Contain("&lt;b&gt;").And.Not.Contains("<b>ä"));
    }

    [Test]
    public async Task All_mails_of_a_group_are_one_thread()
    {
        await using var server = await MailServer.StartAsync("tls");
        var config = Settings(server, config => config.ForceImplicitTls = true);
        var first = await SendAsync(server, config);
        var last = await SendAsync(server, config, Firing with { Id = "f0f0", Alerts = [Firing.Alerts[0] with { EndsAt = Since.AddHours(1) }] });
        Assert.That(Header(last, "References"), Is.EqualTo(Header(first, "References")));
        Assert.That(Header(last, "Message-ID"), Is.Not.EqualTo(Header(first, "Message-ID")));
    }

    [Test]
    public async Task What_the_server_refuses_for_good_is_not_tried_again_and_the_rest_is()
    {
        await using var server = await MailServer.StartAsync("starttls");
        await Check(config => config.AuthPassword = "wrong", NotificationFailure.ClientError, "AUTH PLAIN: 535 ");
        await Check(config => config.To = "nobody@example.org", NotificationFailure.ClientError, "RCPT: 550 no such mailbox");
        await Check(config => config.To = "full@example.org, nobody@example.org", NotificationFailure.ServerError, "RCPT: 452 mailbox full");
        await Check(config => config.TlsConfig = new(), NotificationFailure.Connection, "The remote certificate");
        await Check(config => (config.AuthPassword, config.AuthPasswordFile) = ("", "/no/such/file"), NotificationFailure.Settings, "auth_password_file: ");
        await Check(config => config.Smarthost = $"127.0.0.1:{FreePort.Next()}", NotificationFailure.Connection, "connection refused");

        var some = await new EmailNotifier(Settings(server, config => config.To = "nobody@example.org, ops@example.org"), TimeProvider.System).NotifyAsync(Firing, default);
        Assert.That(some.Failure, Is.Null);
        Assert.That(some.Answer, Is.EqualTo("250 queued as 4711; 1 of 2 recipients refused, 550 no such mailbox"));

        async Task Check(Action<EmailConfig> change, NotificationFailure failure, string answer)
        {
            var delivery = await new EmailNotifier(Settings(server, change), TimeProvider.System).NotifyAsync(Firing, default);
            Assert.That(delivery.Failure, Is.EqualTo(failure), delivery.Answer);
            Assert.That(delivery.Answer, Does.StartWith(answer));
        }
    }

    [Test]
    public async Task Without_TLS_nothing_is_sent_unless_that_is_wanted()
    {
        await using var server = await MailServer.StartAsync("plain");
        var config = Settings(server, config => (config.AuthUsername, config.AuthPassword) = ("", ""));
        var delivery = await new EmailNotifier(config, TimeProvider.System).NotifyAsync(Firing, default);
        Assert.That(delivery.Answer, Is.EqualTo("it does not offer STARTTLS; require_tls: false does without"));
        Assert.That(server.Mails, Is.Empty);
        config.RequireTls = false;
        await SendAsync(server, config, answer: "250 queued as 4711; without TLS, not authenticated");
    }

    [Test]
    public async Task Mailboxes_have_names()
    {
        await using var server = await MailServer.StartAsync("starttls");
        var mail = await SendAsync(server, Settings(server, config =>
            (config.From, config.To) = ("The Agent <agent@example.org>", "Jürgen <ops@example.org>, \"Doe, J.\" <dev@example.org>")));
        Assert.That(mail.From, Is.EqualTo("agent@example.org"));
        Assert.That(mail.To, Is.EqualTo(["ops@example.org", "dev@example.org"]));
        Assert.That(mail.Content.ReplaceLineEndings("\n"), Does.Contain("From: \"The Agent\" <agent@example.org>\nTo: =?utf-8?B?SsO8cmdlbg==?= <ops@example.org>,\n \"Doe, J.\" <dev@example.org>\n"));
    }

    [Test]
    public async Task A_server_that_hangs_talks_nonsense_or_hangs_up_is_a_failure_in_time()
    {
        using var hanging = new RawServer(_ => Task.Delay(Timeout.Infinite));
        using var talking = new RawServer(async client => await client.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()));
        using var endless = new RawServer(async client =>
        {
            for (var line = 0; line < 100_000; line++)
                await client.SendAsync("220-more\r\n"u8.ToArray());
        });
        using var closing = new RawServer(_ => Task.CompletedTask);
        await Check(hanging, NotificationFailure.Timeout, "not sent within 2 s");
        await Check(talking, NotificationFailure.Connection, "it does not speak SMTP");
        await Check(endless, NotificationFailure.Connection, "its answer does not end");
        await Check(closing, NotificationFailure.Connection, "it hung up");

        async Task Check(RawServer server, NotificationFailure failure, string answer)
        {
            var config = new EmailConfig { From = "a@b", To = "c@d", Smarthost = $"{server.EndPoint}", Timeout = server == hanging ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(30) };
            var delivery = await new EmailNotifier(config, TimeProvider.System).NotifyAsync(Firing, default);
            Assert.That(delivery.Failure, Is.EqualTo(failure), delivery.Answer);
            Assert.That(delivery.Answer, Is.EqualTo(answer));
        }
    }

    static EmailConfig Settings(MailServer server, Action<EmailConfig>? change = null)
    {
        var config = new EmailConfig
        {
            From = "agent@example.org",
            To = "ops@example.org, dev@example.org",
            Smarthost = $"127.0.0.1:{server.Port}",
            AuthUsername = "agent",
            AuthPassword = "s3cret",
            TlsConfig = new() { CaFile = server.CaFile },
            Timeout = TimeSpan.FromSeconds(20),
        };
        change?.Invoke(config);
        return config;
    }

    static async Task<ReceivedMail> SendAsync(MailServer server, EmailConfig config, Notification? notification = null, string answer = "250 queued as 4711")
    {
        var before = server.Mails.Count;
        var delivery = await new EmailNotifier(config, TimeProvider.System).NotifyAsync(notification ?? Firing, default);
        Assert.That(delivery.Answer, Is.EqualTo(answer));
        for (var waited = 0; waited < 100 && server.Mails.Count == before; waited++)
            await Task.Delay(50);
        return server.Mails[^1];
    }

    static string Header(ReceivedMail mail, string name) => Regex.Match(mail.Content, $"^{name}: (.*?)\r?$", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"Content-Type: (text/\w+); charset=utf-8\nContent-Transfer-Encoding: base64\n\n([A-Za-z0-9+/=\n]+)")]
    private static partial Regex Part();
}
