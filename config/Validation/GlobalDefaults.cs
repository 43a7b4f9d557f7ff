using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>What is not written in a receiver is that of <c>alerting.global</c>, as in Alertmanager's configuration.</summary>
internal static class GlobalDefaults
{
    public static void Settle(AlertingConfig alerting, Problems problems)
    {
        var global = alerting.Global;
        if (global.ResolveTimeout is { } time && !problems.Has("alerting.resolve_timeout"))
            alerting.ResolveTimeout = time;
        foreach (var (index, receiver) in alerting.Receivers.Index())
        {
            var path = $"alerting.receivers[{index}]";
            Each($"{path}.alertmanager_configs", receiver.AlertmanagerConfigs, (_, _) => { });
            Each($"{path}.slack_configs", receiver.SlackConfigs, (_, slack) => Settle(slack, global));
            Each($"{path}.pagerduty_configs", receiver.PagerDutyConfigs, (at, pagerduty) => pagerduty.Url = problems.Has($"{at}.url") ? pagerduty.Url : global.PagerdutyUrl);
            Each($"{path}.webhook_configs", receiver.WebhookConfigs, (_, _) => { });
            Each($"{path}.email_configs", receiver.EmailConfigs, (at, email) => Settle(at, email, global, problems));
            Each($"{path}.whatsapp_configs", receiver.WhatsAppConfigs, (_, _) => { });
            Each($"{path}.sentry_configs", receiver.SentryConfigs, (_, _) => { });
        }

        void Each<T>(string path, IReadOnlyList<T> configs, Action<string, T> settle)
            where T : IntegrationConfig
        {
            for (var i = 0; i < configs.Count; i++)
            {
                var (at, config) = ($"{path}[{i}]", configs[i]);
                if (config is HttpIntegrationConfig http && global.HttpConfig is { } all && !problems.Has($"{at}.http_config"))
                    http.HttpConfig = all;
                settle(at, config);
            }
        }
    }

    static void Settle(SlackConfig slack, GlobalConfig global)
    {
        if (slack.ApiUrl.Length == 0 && slack.ApiUrlFile.Length == 0)
            (slack.ApiUrl, slack.ApiUrlFile) = (global.SlackApiUrl, global.SlackApiUrl.Length > 0 ? "" : global.SlackApiUrlFile);
    }

    static void Settle(string path, EmailConfig email, GlobalConfig global, Problems problems)
    {
        email.From = Or(email.From, global.SmtpFrom);
        email.Smarthost = Or(email.Smarthost, global.SmtpSmarthost);
        email.AuthUsername = Or(email.AuthUsername, global.SmtpAuthUsername);
        email.AuthIdentity = Or(email.AuthIdentity, global.SmtpAuthIdentity);
        if (email.AuthPassword.Length == 0 && email.AuthPasswordFile.Length == 0)
            (email.AuthPassword, email.AuthPasswordFile) = (global.SmtpAuthPassword, global.SmtpAuthPassword.Length > 0 ? "" : global.SmtpAuthPasswordFile);
        if (!problems.Has($"{path}.hello"))
            email.Hello = global.SmtpHello;
        if (!problems.Has($"{path}.require_tls"))
            email.RequireTls = global.SmtpRequireTls;
    }

    static string Or(string own, string global) => own.Length > 0 ? own : global;
}
