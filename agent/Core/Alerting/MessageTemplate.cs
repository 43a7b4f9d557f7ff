using MetricsAgent.Rules;
using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Alerting;

/// <summary>A text of one's own in a message: a template with Alertmanager's data, and the functions that rules have.</summary>
public sealed class MessageTemplate
{
    readonly Template template;

    MessageTemplate(Template template) => this.template = template;

    /// <returns>Null for the text that a message has without one.</returns>
    /// <exception cref="TemplateException">It cannot be read.</exception>
    public static MessageTemplate? Parse(string text) => text.Length == 0 ? null : new(Template.ParseForData(text));

    /// <returns>What is wrong with it, as far as two notifications show, or null.</returns>
    public static string? Error(string text)
    {
        try
        {
            Template? read = text.Length == 0 ? null : Template.ParseForData(text);
            foreach (var notification in new[] { Sample(null), Sample(DateTimeOffset.UnixEpoch.AddMinutes(1)) })
                read?.Expand(new MessageData(notification, "receiver", "http://localhost/"), "http://localhost/");
            return null;
        }
        catch (TemplateException e)
        {
            return $"{e.Message}, at character {e.Position + 1}";
        }
    }

    /// <summary>A message is sent whatever becomes of its template: then with the text that it has without one, and with what is wrong.</summary>
    public string Expand(Notification notification, string receiver, string externalUrl, Func<string> otherwise)
    {
        try
        {
            return template.Expand(new MessageData(notification, receiver, externalUrl), externalUrl);
        }
        catch (TemplateException e)
        {
            return $"{otherwise()} (the template fails: {e.Message})";
        }
    }

    static Notification Sample(DateTimeOffset? end)
    {
        var labels = Labels.Of((Alert.NameLabel, "Example"), (Alert.SeverityLabel, "critical"), ("instance", "localhost"));
        var alert = new Alert(labels, Labels.Of(("summary", "It is an example.")), DateTimeOffset.UnixEpoch, end, 1, "");
        return new("id", "integration", "{}:{}", labels.Only([Alert.NameLabel]), [alert], DateTimeOffset.UnixEpoch);
    }
}
