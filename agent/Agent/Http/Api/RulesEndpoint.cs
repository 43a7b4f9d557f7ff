using System.Globalization;
using System.Text.Json;
using MetricsAgent.Rules;

namespace MetricsAgent.Http.Api;

/// <summary><c>/api/v1/rules</c> and <c>/api/v1/alerts</c>.</summary>
static class RulesEndpoint
{
    internal static ApiData Rules(ApiParameters parameters, RuleReports reports)
    {
        var type = parameters.Text("type").ToLowerInvariant();
        if (type is not ("" or "alert" or "record"))
            throw ApiException.Parameter("type", $"not supported value \"{type}\"");
        var withoutAlerts = Flag(parameters, "exclude_alerts");
        string[] files = [.. parameters.All("file[]")], groups = [.. parameters.All("rule_group[]")], rules = [.. parameters.All("rule_name[]")];
        var labels = parameters.Matches();
        var shown = reports.Groups.Where(group => IsIn(files, group.File) && IsIn(groups, group.Name))
            .Select(group => (Group: group, Rules: group.Rules.Where(rule => IsIn(rules, rule.Name) && (type.Length == 0 || type == "alert" == rule is AlertingRuleReport) && (labels.Count == 0 || labels.Exists(matchers => LabelMatcher.All(matchers, rule.Labels)))).ToArray()))
            .Where(each => each.Rules.Length > 0).ToArray();
        var (page, next) = RulePage.Of(shown, each => each.Group, parameters);
        return new(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("groups");
            foreach (var (group, wanted) in page)
                WriteGroup(json, group, wanted, withoutAlerts);
            json.WriteEndArray();
            if (next is not null)
                json.WriteString("groupNextToken", next);
            json.WriteEndObject();
        });
    }

    internal static ApiData Alerts(RuleReports reports)
    {
        var alerts = reports.Groups.SelectMany(group => group.Rules).OfType<AlertingRuleReport>().SelectMany(rule => rule.Alerts).ToArray();
        return new(json =>
        {
            json.WriteStartObject();
            WriteAlerts(json, alerts);
            json.WriteEndObject();
        });
    }

    static bool IsIn(string[] wanted, string name) => wanted.Length == 0 || wanted.Contains(name);

    static bool Flag(ApiParameters parameters, string name) => parameters.Text(name) switch
    {
        "" or "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
        "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
        var text => throw ApiException.Parameter(name, $"\"{text}\" is neither true nor false"),
    };

    static void WriteGroup(Utf8JsonWriter json, RuleGroupReport group, RuleReport[] rules, bool withoutAlerts)
    {
        json.WriteStartObject();
        json.WriteString("name", group.Name);
        json.WriteString("file", group.File);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
            WriteRule(json, rule, withoutAlerts);
        json.WriteEndArray();
        json.WriteNumber("interval", group.Interval.TotalSeconds);
        json.WriteNumber("limit", group.Limit);
        json.WriteNumber("evaluationTime", group.EvaluationTime.TotalSeconds);
        json.WriteString("lastEvaluation", Time(group.LastEvaluation));
        json.WriteEndObject();
    }

    static void WriteRule(Utf8JsonWriter json, RuleReport rule, bool withoutAlerts)
    {
        json.WriteStartObject();
        var alerting = rule as AlertingRuleReport;
        if (alerting is not null)
            json.WriteString("state", alerting.Alerts.Any(alert => alert.IsFiring) ? "firing" : alerting.Alerts.Count > 0 ? "pending" : "inactive");
        json.WriteString("name", rule.Name);
        json.WriteString("query", rule.Query);
        if (alerting is not null)
        {
            json.WriteNumber("duration", alerting.For.TotalSeconds);
            json.WriteNumber("keepFiringFor", alerting.KeepFiringFor.TotalSeconds);
        }

        if (alerting is not null || rule.Labels.Count > 0)
        {
            json.WritePropertyName("labels");
            ResultJson.WriteLabels(json, rule.Labels);
        }

        if (alerting is not null)
        {
            json.WritePropertyName("annotations");
            ResultJson.WriteLabels(json, alerting.Annotations);
            WriteAlerts(json, withoutAlerts ? [] : alerting.Alerts);
        }

        json.WriteString("health", rule.LastEvaluation is null ? "unknown" : rule.LastError is null ? "ok" : "err");
        if (rule.LastError is { } error)
            json.WriteString("lastError", error);
        json.WriteNumber("evaluationTime", rule.EvaluationTime.TotalSeconds);
        json.WriteString("lastEvaluation", Time(rule.LastEvaluation));
        json.WriteString("type", alerting is null ? "recording" : "alerting");
        json.WriteEndObject();
    }

    static void WriteAlerts(Utf8JsonWriter json, IEnumerable<AlertReport> alerts)
    {
        json.WriteStartArray("alerts");
        foreach (var alert in alerts)
        {
            json.WriteStartObject();
            json.WritePropertyName("labels");
            ResultJson.WriteLabels(json, alert.Labels);
            json.WritePropertyName("annotations");
            ResultJson.WriteLabels(json, alert.Annotations);
            json.WriteString("state", alert.IsFiring ? "firing" : "pending");
            json.WriteString("activeAt", Time(alert.ActiveAt));
            if (alert.KeepFiringSince is { } since)
                json.WriteString("keepFiringSince", Time(since));
            json.WriteString("value", ApiNumber.Exponent(alert.Value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>RFC 3339; the year 1 where there was none yet, as Go has it.</summary>
    static string Time(DateTimeOffset? time) => (time ?? DateTimeOffset.MinValue).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
