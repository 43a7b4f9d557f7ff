using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Validation;

/// <summary>Receivers that can be told. What is secret is not repeated.</summary>
internal sealed partial class ReceiversValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        CheckGlobal(config.Alerting.Global, problems);
        var names = new UniqueNames(problems);
        foreach (var (index, receiver) in config.Alerting.Receivers.Index())
        {
            var path = $"alerting.receivers[{index}]";
            if (receiver.Name.Length > 0 && !Name().IsMatch(receiver.Name))
                problems.Report($"{path}.name", $"must be letters, digits, blanks and _ . - only, not {Quote.Text(receiver.Name)}");
            else
                names.Check(path, receiver.Name, "routes name it");
            CheckAll(path, receiver, config.Alerting.Global, problems);
        }

        if (config.Alerting.ExternalUrl.Length > 0 && !IsHttp(config.Alerting.ExternalUrl))
            problems.Report("alerting.external_url", "must be an absolute http:// or https:// URL, such as https://agent.example.org");
    }

    static void CheckGlobal(GlobalConfig global, Problems problems)
    {
        const string path = "alerting.global";
        HttpClientRules.CheckOneSource(path, "slack_api_url", global.SlackApiUrl, global.SlackApiUrlFile, problems);
        HttpClientRules.CheckOneSource(path, "smtp_auth_password", global.SmtpAuthPassword, global.SmtpAuthPasswordFile, problems);
        if (global.HttpConfig is { } http)
            HttpClientRules.Check($"{path}.http_config", http, userInformation: false, problems);
    }

    void CheckAll(string path, ReceiverConfig receiver, GlobalConfig global, Problems problems)
    {
        foreach (var (at, alertmanager) in Each($"{path}.alertmanager_configs", receiver.AlertmanagerConfigs, global, problems))
        {
            if (alertmanager.Urls.Count == 0)
                problems.Report($"{at}.urls", "are required: those of all members of the cluster");
            foreach (var (index, url) in alertmanager.Urls.Index())
                CheckUrl($"{at}.urls[{index}]", url, "http://alertmanager:9093", problems);
            if (alertmanager.ResendDelay < TimeSpan.FromSeconds(1) || alertmanager.ResendDelay > TimeSpan.FromHours(1))
                problems.Report($"{at}.resend_delay", $"must be 1s to 1h, not {Duration.Format(alertmanager.ResendDelay)}");
        }

        foreach (var (at, slack) in Each($"{path}.slack_configs", receiver.SlackConfigs, global, problems))
        {
            CheckSecretUrl(at, "api_url", slack.ApiUrl, slack.ApiUrlFile, "https://hooks.slack.com/services/...", problems);
            CheckTemplate($"{at}.title", slack.Title, problems);
            CheckTemplate($"{at}.text", slack.Text, problems);
        }

        foreach (var (at, pagerduty) in Each($"{path}.pagerduty_configs", receiver.PagerDutyConfigs, global, problems))
        {
            CheckSecret(at, "routing_key", pagerduty.RoutingKey, pagerduty.RoutingKeyFile, problems);
            CheckUrl($"{at}.url", pagerduty.Url, "https://events.eu.pagerduty.com/v2/enqueue", problems);
            CheckTemplate($"{at}.description", pagerduty.Description, problems);
        }

        foreach (var (at, webhook) in Each($"{path}.webhook_configs", receiver.WebhookConfigs, global, problems))
            CheckSecretUrl(at, "url", webhook.Url, webhook.UrlFile, "https://example.org/alerts", problems);
        foreach (var (at, email) in Each($"{path}.email_configs", receiver.EmailConfigs, global, problems))
            CheckEmail(at, email, problems);
        foreach (var (at, whatsapp) in Each($"{path}.whatsapp_configs", receiver.WhatsAppConfigs, global, problems))
            CheckWhatsApp(at, whatsapp, problems);
        foreach (var (at, sentry) in Each($"{path}.sentry_configs", receiver.SentryConfigs, global, problems))
        {
            CheckSecret(at, "dsn", sentry.Dsn, sentry.DsnFile, problems);
            if (IsWritten(sentry.Dsn) && !(IsHttp(sentry.Dsn) && new Uri(sentry.Dsn) is { UserInfo.Length: > 0, AbsolutePath.Length: > 1 }))
                problems.Report($"{at}.dsn", "must be a DSN as Sentry shows it, https://KEY@HOST/PROJECT");
        }
    }

    static IEnumerable<(string Path, T Config)> Each<T>(string path, IReadOnlyList<T> configs, GlobalConfig global, Problems problems)
        where T : IntegrationConfig
    {
        for (var i = 0; i < configs.Count; i++)
        {
            var (at, config) = ($"{path}[{i}]", configs[i]);
            if (config.Timeout < TimeSpan.FromMilliseconds(100))
                problems.Report($"{at}.timeout", "must be at least 100ms");
            if (config is HttpIntegrationConfig http && !ReferenceEquals(http.HttpConfig, global.HttpConfig))
                HttpClientRules.Check($"{at}.http_config", http.HttpConfig, userInformation: false, problems);
            yield return (at, config);
        }
    }

    void CheckTemplate(string path, string text, Problems problems)
    {
        if (around.MessageError?.Invoke(text) is { } problem)
            problems.Report(path, $"must be a template: {problem}");
    }

    static void CheckEmail(string path, EmailConfig email, Problems problems)
    {
        foreach (var (key, addresses) in new[] { ("to", email.To), ("from", email.From) })
        {
            if (addresses.Length == 0)
                problems.Report($"{path}.{key}", "is required");
            else if (Mailbox.Parse(addresses) is not { } mailboxes || (key == "from" && mailboxes.Count > 1))
                problems.Report($"{path}.{key}", $"must be {(key == "to" ? "addresses with commas between them" : "one address")} such as ops@example.org or Ops <ops@example.org>, not {Quote.Text(addresses)}");
        }

        if (!Smarthost().IsMatch(email.Smarthost))
            problems.Report($"{path}.smarthost", email.Smarthost.Length == 0 ? "is required: host and port of the mail server" : $"must be HOST:PORT such as mail.example.org:587, not {Quote.Text(email.Smarthost)}");
        HttpClientRules.CheckOneSource(path, "auth_password", email.AuthPassword, email.AuthPasswordFile, problems);
        if (email.AuthUsername.Length > 0 && email.AuthPassword.Length == 0 && email.AuthPasswordFile.Length == 0)
            problems.Report($"{path}.auth_username", "needs auth_password or auth_password_file");
        if (email.AuthUsername.Length == 0 && (email.AuthPassword.Length > 0 || email.AuthPasswordFile.Length > 0))
            problems.Report(path, "has a password and no auth_username");
        if (!Word().IsMatch(email.Hello))
            problems.Report($"{path}.hello", "must be the name of this host");
    }

    static void CheckWhatsApp(string path, WhatsAppConfig whatsapp, Problems problems)
    {
        CheckUrl($"{path}.url", whatsapp.Url, "https://graph.facebook.com/v23.0", problems);
        CheckSecret(path, "access_token", whatsapp.AccessToken, whatsapp.AccessTokenFile, problems);
        if (!Digits().IsMatch(whatsapp.PhoneNumberId))
            problems.Report($"{path}.phone_number_id", "is required: the digits that the app's page shows");
        if (whatsapp.Template.Length == 0)
            problems.Report($"{path}.template", "is required: the name of an approved template with one parameter");
        if (whatsapp.To.Count == 0)
            problems.Report($"{path}.to", "is required");
        foreach (var (index, number) in whatsapp.To.Index())
        {
            if (!Digits().IsMatch(number))
                problems.Report($"{path}.to[{index}]", "must be a telephone number with its country's, digits only, such as 491700000000");
        }
    }

    static void CheckSecretUrl(string path, string key, string url, string file, string example, Problems problems)
    {
        CheckSecret(path, key, url, file, problems);
        if (IsWritten(url))
            CheckUrl($"{path}.{key}", url, example, problems);
    }

    static void CheckSecret(string path, string key, string value, string file, Problems problems)
    {
        HttpClientRules.CheckOneSource(path, key, value, file, problems);
        if (value.Length == 0 && file.Length == 0)
            problems.Report(path, $"needs {key} or {key}_file");
    }

    static void CheckUrl(string path, string url, string example, Problems problems)
    {
        if (!IsHttp(url))
            problems.Report(path, $"must be an absolute http:// or https:// URL, such as {example}");
    }

    /// <summary>What <c>config show</c> prints loads again.</summary>
    static bool IsWritten(string secret) => secret.Length > 0 && secret != ConfigShow.Redacted;

    static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Host.Length: > 0 };

    [GeneratedRegex(@"^[\w][\w .-]*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([^\s:\[\]]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}\z")]
    private static partial Regex Smarthost();

    [GeneratedRegex(@"^[^\s\p{C}]+\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\d{1,20}\z")]
    private static partial Regex Digits();
}
