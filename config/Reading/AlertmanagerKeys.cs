namespace MetricsAgent.Config.Reading;

/// <summary>Keys of Alertmanager's configuration that are not there under <c>alerting</c>, and what to write instead.</summary>
internal static class AlertmanagerKeys
{
    const string Receivers = "there is no such receiver; webhook_configs tells any server, in Alertmanager's JSON";
    const string Times = "there are no times of the day; `metrics-agent silence add` and alerting.silences mute for a time";

    /// <returns>Null for a key that is not Alertmanager's, or not there.</returns>
    public static string? Hint(string path, string key) => !path.StartsWith("alerting", StringComparison.Ordinal) ? null : key switch
    {
        "match" => "each of its lines is one of matchers now: ['severity=\"critical\"']",
        "match_re" => "each of its lines is one of matchers now: ['job=~\"api|web\"']",
        "source_match" or "target_match" => $"each of its lines is one of {key}ers now: ['severity=\"critical\"']",
        "source_match_re" or "target_match_re" => $"each of its lines is one of {key[..^3]}ers now: ['job=~\"api|web\"']",
        "matchers" when path == "alerting.route" => "the first route takes every alert; a route in its routes can choose",
        "service_key" => "that is version 1 of PagerDuty's Events API; version 2 takes a routing_key",
        "templates" when path == "alerting" => "messages have a form of their own, and files of templates are not read",
        "mute_time_intervals" or "active_time_intervals" or "time_intervals" => Times,
        "discord_configs" or "incidentio_configs" or "jira_configs" or "mattermost_configs" or "msteams_configs" or "msteamsv2_configs" or "opsgenie_configs" or "pushover_configs"
            or "rocketchat_configs" or "sns_configs" or "telegram_configs" or "victorops_configs" or "webex_configs" or "wechat_configs" => Receivers,
        _ => null,
    };
}
