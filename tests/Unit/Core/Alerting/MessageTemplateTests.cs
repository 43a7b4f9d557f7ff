using MetricsAgent.Alerting;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.Alerting;

/// <summary>Texts of messages as Alertmanager's guides write them.</summary>
public sealed class MessageTemplateTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    static readonly Notification Firing = Of(null, "a", "b");

    [Test]
    public void A_template_sees_Alertmanagers_data()
    {
        Check("{{ .Status | toUpper }}", "FIRING");
        Check("[{{ .Status | toUpper }}{{ if eq .Status \"firing\" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}", "[FIRING:2] Full");
        Check("{{ .Receiver }} {{ .ExternalURL }} {{ externalURL }}", "team http://agent/ http://agent/");
        Check("{{ range .Alerts }}{{ .Labels.instance }}: {{ .Annotations.summary }}; {{ end }}", "a: a is full; b: b is full; ");
        Check("{{ range .Alerts }}{{ .Status }} {{ .StartsAt }} {{ .GeneratorURL }} {{ len .Fingerprint }}{{ break }}{{ end }}", "firing 2026-11-21 12:00:00 +0000 UTC http://agent/graph 16");
        Check("{{ .Alerts.Resolved | len }}{{ if .Alerts.Resolved }}some{{ else }}none{{ end }}", "0none");
        Check("{{ (index .Alerts 1).Labels.instance }}{{ index .CommonLabels \"severity\" }}", "bcritical");
        Check("{{ .CommonAnnotations.summary }}|{{ .CommonLabels.nosuch }}|{{ .GroupLabels.alertname }}", "||Full");
        Check("{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}", "alertname=Full severity=critical ");
        Check("{{ range $name, $value := (index .Alerts 0).Labels }}{{ $name }}={{ $value }} {{ end }}", "alertname=Full instance=a severity=critical ");
        Check("{{ .CommonLabels.Names }} {{ .CommonLabels }}", "[alertname severity] map[alertname:Full severity:critical]");
        Check("{{ define \"line\" }}{{ .Labels.instance }}{{ end }}{{ range .Alerts }}{{ template \"line\" . }}{{ end }}", "ab");
        Check("{{ $n := len .Alerts }}{{ $n }} {{ $.Status }}", "2 firing");

        static void Check(string text, string want)
        {
            Assert.That(MessageTemplate.Parse(text)!.Expand(Firing, "team", "http://agent/", () => "otherwise"), Is.EqualTo(want), text);
        }
    }

    [Test]
    public void Once_it_has_ended_it_is_resolved()
    {
        var text = MessageTemplate.Parse("{{ .Status }} {{ .Alerts.Firing | len }} {{ range .Alerts.Resolved }}{{ .EndsAt }}{{ end }}")!;
        Assert.That(text.Expand(Of(Noon.AddMinutes(1), "a"), "team", "", () => ""), Is.EqualTo("resolved 0 2026-11-21 12:01:00 +0000 UTC"));
    }

    [Test]
    public void What_can_be_known_to_be_wrong_is_known_when_it_is_read()
    {
        Check("{{ .Status", "unclosed");
        Check("{{ .Statsu }}", "can't evaluate field Statsu in type *template.Data, at character 4");
        Check("{{ range .Alerts }}{{ .Summary }}{{ end }}", "can't evaluate field Summary in type template.Alert");
        Check("{{ template \"slack.default.title\" . }}", "template \"slack.default.title\" not defined");
        Check("{{ .Status | toTitle }}", "function \"toTitle\" not defined");
        Check("{{ query \"up\" }}", "query is for rules");
        Check("{{ $labels.instance }}", "undefined variable \"$labels\"");
        Assert.That(MessageTemplate.Error("{{ .CommonLabels.instance }} $5"), Is.Null);
        Assert.That(MessageTemplate.Parse(""), Is.Null);

        static void Check(string text, string want) => Assert.That(MessageTemplate.Error(text), Does.Contain(want), text);
    }

    [Test]
    public void A_template_that_fails_later_leaves_the_message_as_it_is_without_one() =>
        Assert.That(
            MessageTemplate.Parse("{{ if eq .CommonLabels.alertname \"Full\" }}{{ index .Alerts 7 }}{{ end }}")!.Expand(Firing, "team", "", () => "otherwise"),
            Is.EqualTo("otherwise (the template fails: index out of range: 7)"));

    [Test, CancelAfter(60_000)]
    public void No_template_makes_it_throw(CancellationToken cancel)
    {
        string[] pieces =
        [
            "{{", "}}", " ", ".", "|", "(", ")", "range ", "end", "if ", "with ", "else", ".Alerts", ".Firing", ".Labels", ".CommonLabels", ".SortedPairs", ".Name", ".Names", ".StartsAt", ".Status",
            "index ", "len ", "0", "1", "\"a\"", "$x", ":=", "toUpper", "eq ", "printf ", "\"%v\"", "print ", "humanize ", "$", ",", "first ", "text",
        ];
        var random = new Random(20261121);
        var valid = 0;
        for (var round = 0; round < 50_000 && !cancel.IsCancellationRequested; round++)
        {
            var text = "{{" + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)])) + "}}";
            if (MessageTemplate.Error(text) is not null)
                continue;
            valid++;
            Assert.That(MessageTemplate.Parse(text)!.Expand(Firing, "team", "", () => ""), Is.Not.Null);
        }

        Assert.That(valid, Is.GreaterThan(50));
    }

    static Notification Of(DateTimeOffset? end, params string[] instances) => new("id", "team/slack[0]", "{}", Labels.Of(("alertname", "Full")),
        [.. instances.Select(instance => new Alert(Labels.Of(("alertname", "Full"), ("severity", "critical"), ("instance", instance)), Labels.Of(("summary", $"{instance} is full")), Noon, end, 1, "http://agent/graph"))], Noon);
}
