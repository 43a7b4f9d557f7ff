using MetricsAgent.Rules;
using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Alerting;

/// <summary>What a message's template is given, under Alertmanager's names (its docs/notifications.md).</summary>
sealed class MessageData(Notification notification, string receiver, string externalUrl) : TemplateData
{
    public override string TypeName => "*template.Data";

    public override bool TryField(string name, out object? value)
    {
        value = name switch
        {
            "Receiver" => receiver,
            "Status" => notification.IsFiring ? "firing" : "resolved",
            "Alerts" => new MessageAlerts([.. notification.Alerts]),
            "GroupLabels" => new MessageLabels(notification.GroupLabels),
            "CommonLabels" => new MessageLabels(notification.CommonLabels),
            "CommonAnnotations" => new MessageLabels(notification.CommonAnnotations),
            "ExternalURL" => externalUrl,
            "GroupKey" => notification.GroupKey,
            _ => null,
        };
        return value is not null;
    }
}

/// <summary>A list of alerts, of which some fire.</summary>
sealed class MessageAlerts(IReadOnlyList<Alert> alerts) : TemplateData
{
    public override string TypeName => "template.Alerts";

    public override IReadOnlyList<(object? Key, object? Item)> Entries { get; } = Numbered(alerts.Select(alert => new MessageAlert(alert)));

    public override bool TryField(string name, out object? value)
    {
        value = name switch
        {
            "Firing" => new MessageAlerts([.. alerts.Where(alert => alert.IsFiring)]),
            "Resolved" => new MessageAlerts([.. alerts.Where(alert => !alert.IsFiring)]),
            _ => null,
        };
        return value is not null;
    }
}

/// <summary>One of them.</summary>
sealed class MessageAlert(Alert alert) : TemplateData
{
    public override string TypeName => "template.Alert";

    public override bool TryField(string name, out object? value)
    {
        value = name switch
        {
            "Status" => alert.IsFiring ? "firing" : "resolved",
            "Labels" => new MessageLabels(alert.Labels),
            "Annotations" => new MessageLabels(alert.Annotations),
            "StartsAt" => alert.StartsAt.UtcDateTime,
            // Go's zero time, as Alertmanager has it.
            "EndsAt" => alert.EndsAt?.UtcDateTime ?? DateTime.MinValue,
            "GeneratorURL" => alert.GeneratorUrl,
            "Fingerprint" => DedupKey.Of($"{alert.Labels}")[..16],
            _ => null,
        };
        return value is not null;
    }
}

/// <summary>Labels or annotations: each by its name, and all of them.</summary>
sealed class MessageLabels(Labels labels) : TemplateData
{
    readonly Label[] sorted = [.. labels.ToArray()];

    public override string TypeName => "template.KV";

    public override IReadOnlyList<(object? Key, object? Item)> Entries => [.. sorted.Select(label => ((object?)label.Name, (object?)label.Value))];

    public override bool TryField(string name, out object? value)
    {
        value = name switch
        {
            // The alert's name before all others, as Alertmanager has it.
            "SortedPairs" => new TemplateList("template.Pairs", sorted.OrderBy(label => label.Name != Alert.NameLabel).Select(label => new MessagePair(label))),
            "Names" => new TemplateList("[]string", sorted.Select(label => label.Name)),
            "Values" => new TemplateList("[]string", sorted.Select(label => label.Value)),
            _ => labels[name],
        };
        return true;
    }

    public override string ToString() => $"map[{string.Join(' ', sorted.Select(label => $"{label.Name}:{label.Value}"))}]";
}

/// <summary>One label with its name.</summary>
sealed class MessagePair(Label label) : TemplateData
{
    public override string TypeName => "template.Pair";

    public override bool TryField(string name, out object? value)
    {
        value = name switch { "Name" => label.Name, "Value" => label.Value, _ => null };
        return value is not null;
    }

    public override string ToString() => $"{{{label.Name} {label.Value}}}";
}
