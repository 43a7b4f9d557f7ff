using System.Globalization;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>An alert in words: short, and with what one needs at night.</summary>
/// <param name="Now">From which the time that has passed is counted.</param>
public sealed record AlertText(Alert Alert, DateTimeOffset Now)
{
    /// <summary><c>PostgresDown (critical)</c></summary>
    public string Name => (Alert.Name.Length > 0 ? Alert.Name : "alert") + (Alert.Severity.Length > 0 ? $" ({Alert.Severity})" : "");

    /// <summary>What is the matter, in a sentence; empty where the rule has none.</summary>
    public string Summary => First("summary", "message", "description");

    /// <summary>More of it; empty where it is the summary.</summary>
    public string Description => First("description", "message") is var text && text != Summary ? text : "";

    public string Runbook => First("runbook_url", "runbook");

    /// <summary>Since when, or how long it lasted.</summary>
    public string When => Alert.EndsAt is { } end
        ? $"resolved after {Lasting(end - Alert.StartsAt)}, {Time(Alert.StartsAt)} to {Time(end)}"
        : $"since {Time(Alert.StartsAt)}, {Lasting(Now - Alert.StartsAt)}";

    /// <summary>Empty where there is none.</summary>
    public string Value => double.IsNaN(Alert.Value) ? "" : Alert.Value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>All but those that the name says: <c>instance=db1, job=postgres</c>.</summary>
    public string Labels => string.Join(", ", Alert.Labels.ToArray().Where(label => label.Name is not (Alert.NameLabel or Alert.SeverityLabel)).Select(label => $"{label.Name}={label.Value}"));

    /// <summary>What follows the name, each with what it is: only what there is.</summary>
    public IEnumerable<(string Name, string Text)> Lines =>
        new[] { ("", Summary), ("", Description), ("", When), ("value", Alert.IsFiring ? Value : ""), ("labels", Labels), ("runbook", Runbook), ("query", Alert.GeneratorUrl) }.Where(line => line.Item2.Length > 0);

    /// <summary><c>[FIRING:2] PostgresDown (critical)</c>, <c>[RESOLVED] PostgresDown (critical) after 12 min</c>.</summary>
    public static string Title(Notification notification)
    {
        var alerts = notification.IsFiring ? [.. notification.Firing] : notification.Alerts;
        var names = alerts.Select(alert => new AlertText(alert, default).Name).Distinct().ToArray();
        var what = names.Length == 0 ? "" : names.Length == 1 ? names[0] : $"{names[0]} and {names.Length - 1} more";
        return notification.IsFiring ? $"[FIRING:{alerts.Count}] {what}"
            : alerts is [{ EndsAt: { } end } only] ? $"[RESOLVED] {what} after {Lasting(end - only.StartsAt)}"
            : $"[RESOLVED] {what}";
    }

    /// <summary>The worst of a group's; empty where none says.</summary>
    public static string Severity(Notification notification)
    {
        var alerts = notification.IsFiring ? notification.Firing : notification.Alerts;
        return alerts.Select(alert => alert.Severity).OrderBy(Rank).FirstOrDefault("");
    }

    /// <summary>In the two largest units, as one says it.</summary>
    public static string Lasting(TimeSpan time) => time < TimeSpan.FromMinutes(1) ? $"{Math.Max(0, (int)time.TotalSeconds)} s"
        : time < TimeSpan.FromHours(1) ? $"{(int)time.TotalMinutes} min"
        : time < TimeSpan.FromDays(1) ? $"{(int)time.TotalHours} h{(time.Minutes > 0 ? $" {time.Minutes} min" : "")}"
        : $"{(int)time.TotalDays} d{(time.Hours > 0 ? $" {time.Hours} h" : "")}";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    static int Rank(string severity) => severity.ToLowerInvariant() switch
    {
        "critical" or "page" or "emergency" or "fatal" => 0,
        "error" or "high" => 1,
        "warning" or "warn" => 2,
        "" => 4,
        _ => 3,
    };

    string First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Alert.Annotations[name] is { Length: > 0 } text)
                return text;
        }

        return "";
    }
}
