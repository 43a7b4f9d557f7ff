using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Tests.Unit.Core.Rules.Templates;

/// <summary>What they expand to is held against Prometheus' own in the contract test; here is what that cannot see.</summary>
public sealed class TemplateTests
{
    [Test]
    public void Templates_of_the_guides_expand()
    {
        Check("Error rate is {{ $value | humanizePercentage }} for the past 5 minutes", "Error rate is 1.235e+08% for the past 5 minutes");
        Check("p95 latency is {{ $value }}s", "p95 latency is 1.234567891e+06s");
        Check("{{ $labels.instance | stripPort }}: {{ with query \"q\" }}{{ len . }}{{ end }}", "web-1.example.org: 3");

        static void Check(string template, string want) => Assert.That(Template.Parse(template).Expand(TemplateCases.Context), Is.EqualTo(want));
    }

    [Test]
    public void The_external_URL_is_known_with_and_without_a_path()
    {
        Check("http://a.example/agent/", "http://a.example/agent/ http://a.example/agent/ /agent/");
        Check("http://a.example:9464", "http://a.example:9464 http://a.example:9464 ");
        Check("", "  ");

        static void Check(string url, string want) =>
            Assert.That(Template.Parse("{{ $externalURL }} {{ externalURL }} {{ pathPrefix }}").Expand(TemplateCases.Context with { ExternalUrl = url }), Is.EqualTo(want));
    }

    [Test]
    public void What_is_wrong_is_told_with_its_place()
    {
        Check("a {{ nope }}", 5, "function \"nope\" not defined");
        Check("a {{ $nope }}", 5, "undefined variable \"$nope\"");
        Check("{{ if true }}x", 3, "{{if}} without {{end}}");
        Check("{{ $value | humanise }}", 12, "function \"humanise\" not defined");
        Check("{{ humanize }}", 3, "wrong number of args for humanize: want 1 got 0");
        Check("{{ 1 | humanize 2 }}", 7, "wrong number of args for humanize: want 1 got 2");
        Check("{{ printf }}", 3, "wrong number of args for printf: want at least 1 got 0");
        Check("{{ .Label.job }}", 3, "there is no field \"Label\": known are Labels, ExternalLabels, ExternalURL, Value");
        Check("{{ $labels.job.name }}", 3, "there is no field \"name\": a label's value has none");
        Check("{{ $value.x }}", 3, "there is no field \"x\": a number or text has none");
        Check("{{ \"a", 3, "unterminated quoted string");
        Check("x {{ $value", 2, "unclosed action");
        Check("{{ $labels.a $value }}", 13, "can't give argument to non-function");
        Check("{{ block \"a\" . }}{{ end }}", 3, "\"block\" is not supported: write define and template");
        Check("{{ $value | }}", 12, "missing value for command: nothing stands behind the |");
        Check("{{ % }}", 3, "unexpected \"%\" in an action");

        static void Check(string template, int position, string message)
        {
            var error = Assert.Throws<TemplateException>(() => Template.Parse(template))!;
            Assert.That((error.Position, error.Message), Is.EqualTo((position, message)), template);
        }
    }

    [Test]
    public void What_is_broken_does_not_load()
    {
        foreach (var template in TemplateCases.Broken.Concat(TemplateCases.BrokenLater))
            Assert.That(() => Template.Parse(template), Throws.InstanceOf<TemplateException>(), template);
    }

    [Test]
    public void What_depends_on_the_alert_fails_when_it_is_expanded()
    {
        Check("{{ gt $value 5 }}", "incompatible types for comparison: float64 and int");
        Check("{{ query \"none\" | first | value }}", "first() called on vector with no elements");
        Check("{{ humanize \"1e400\" }}", "\"1e400\" is not a number");
        Check("{{ humanize \"+-inf\" }}", "\"+-inf\" is not a number");
        Check("{{ toUpper 5 }}", "wrong type for value; expected string; got int");
        Check("{{ range 5.5 }}{{ end }}", "range can't iterate over 5.5");
        Check("{{ reReplaceAll \"(\" \"\" \"\" }}", "\"(\" is not a regular expression that can be matched in linear time");
        Check("{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" 1 }}", "template \"r\" calls itself without end");

        static void Check(string template, string message) =>
            Assert.That(() => Template.Parse(template).Expand(TemplateCases.Context), Throws.InstanceOf<TemplateException>().With.Message.EqualTo(message), template);
    }
}
