using System.Globalization;
using System.Net;
using System.Text;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Alerting.Smtp;

/// <summary>
/// A notification as a mail of two parts, text and HTML (RFC 2046). All mails of a group are one thread: each refers to a message of
/// the group's name, and has a name of its own that is the same when it is sent again.
/// </summary>
internal static class AlertMail
{
    const int EncodedLine = 76;

    internal static string Render(Notification notification, Mailbox from, IReadOnlyList<Mailbox> to)
    {
        var title = AlertText.Title(notification);
        var domain = from.Address[(from.Address.LastIndexOf('@') + 1)..];
        var thread = $"<{notification.DedupKey}@{domain}>";
        var boundary = $"=_{notification.Id}";
        var mail = new StringBuilder()
            .Header("From", Text(from))
            .Header("To", string.Join(",\r\n ", to.Select(Text)))
            .Header("Subject", Word(title))
            .Header("Date", notification.At.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture))
            .Header("Message-ID", $"<{notification.Id}@{domain}>")
            .Header("In-Reply-To", thread)
            .Header("References", thread)
            .Header("Auto-Submitted", "auto-generated")
            .Header("MIME-Version", "1.0")
            .Header("Content-Type", $"multipart/alternative; boundary=\"{boundary}\"")
            .Append("\r\n");
        Part(mail, boundary, "text/plain", Text(notification));
        Part(mail, boundary, "text/html", Html(notification, title));
        return mail.Append("--").Append(boundary).Append("--\r\n").ToString();
    }

    static string Text(Notification notification)
    {
        var text = new StringBuilder();
        foreach (var alert in notification.Alerts.Select(alert => new AlertText(alert, notification.At)))
        {
            text.Append(alert.Alert.IsFiring ? "FIRING " : "RESOLVED ").Append(alert.Name).Append("\r\n");
            foreach (var (name, line) in alert.Lines)
                text.Append("  ").Append(name.Length > 0 ? $"{name}: " : "").Append(line).Append("\r\n");
            text.Append("\r\n");
        }

        return text.ToString();
    }

    static string Html(Notification notification, string title)
    {
        var html = new StringBuilder("<!DOCTYPE html><html><body style=\"font-family:sans-serif\"><h3>").Append(WebUtility.HtmlEncode(title)).Append("</h3>\r\n");
        foreach (var alert in notification.Alerts.Select(alert => new AlertText(alert, notification.At)))
        {
            html.Append("<p style=\"border-left:4px solid ").Append(alert.Alert.IsFiring ? "#c00" : "#090").Append(";padding-left:8px\"><b>").Append(WebUtility.HtmlEncode(alert.Name)).Append("</b>");
            foreach (var (name, line) in alert.Lines)
            {
                var shown = WebUtility.HtmlEncode(line);
                var isLink = name is "runbook" or "query" && (line.StartsWith("https://", StringComparison.Ordinal) || line.StartsWith("http://", StringComparison.Ordinal));
                html.Append("<br>").Append(isLink ? $"<a href=\"{shown}\">{name}</a>" : name.Length > 0 ? $"{name}: {shown}" : shown);
            }

            html.Append("</p>\r\n");
        }

        return html.Append("</body></html>\r\n").ToString();
    }

    static void Part(StringBuilder mail, string boundary, string type, string content)
    {
        mail.Append("--").Append(boundary).Append("\r\n")
            .Header("Content-Type", $"{type}; charset=utf-8")
            .Header("Content-Transfer-Encoding", "base64")
            .Append("\r\n");
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(content));
        for (var at = 0; at < encoded.Length; at += EncodedLine)
            mail.Append(encoded.AsSpan(at, Math.Min(EncodedLine, encoded.Length - at))).Append("\r\n");
    }

    static string Text(Mailbox mailbox) => mailbox.Name.Length == 0 ? mailbox.Address : $"{Phrase(mailbox.Name)} <{mailbox.Address}>";

    static string Phrase(string name) => Ascii.IsValid(name) ? $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : Word(name);

    static StringBuilder Header(this StringBuilder mail, string name, string value) => mail.Append(name).Append(": ").Append(value).Append("\r\n");

    /// <summary>What is not plain ASCII is encoded (RFC 2047), in words of at most 75 characters.</summary>
    static string Word(string text)
    {
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (Ascii.IsValid(text) && text.Length < 200)
            return text;
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > 45)
                Flush();
            word.Append(rune.ToString());
        }

        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word.ToString()))}?=");
            word.Clear();
        }
    }
}
